/** What a run of page layout tells while it goes: data, for programs and screens alike. */
import type { Skipped } from '../formats/index.js';
import type { Scores } from '../layout/index.js';
import type { LoopEvent, LoopStep, LoopValidation, SkippedEvent, WarningEvent } from '../training/index.js';
import type { EndEvent } from './events.js';
import type { LayoutValidation, SetScores } from './layout-validation.js';
import { remarksOnLearning } from './remarks.js';

export interface LayoutStartEvent {
  readonly kind: 'start';
  readonly run: string;
  readonly out: string;
  /** Channels of the network, and names of its maps. */
  readonly channels: readonly number[];
  readonly maps: readonly string[];
  readonly weights: number;
  readonly trainingPages: number;
  readonly validationPages: number;
  readonly validationSource: string;
  readonly skipped: readonly Skipped[];
  readonly threads: number;
  /** The step that the run goes on from; 0 for a new one. */
  readonly resumedAt: number;
}

/** `loss` is the mean for each crop. */
export interface LayoutStepEvent extends Omit<LoopStep, 'samples' | 'samplesPerSecond'> {
  readonly crops: number;
  readonly cropsPerSecond: number;
}

/** How well baselines are found (cBAD): precision, recall and F of the averages over pages. */
export interface LayoutValidationEvent extends Scores {
  readonly kind: 'validation';
  /** 0 for the model that the run goes on from. */
  readonly step: number;
  readonly epoch: number;
  /** Mean for each crop since the validation before; `undefined` at step 0. */
  readonly loss: number | undefined;
  readonly pages: number;
  /** The same for the pages of each folder. */
  readonly sets: readonly SetScores[];
  readonly improved: boolean;
  readonly bestF: number;
  readonly bestStep: number;
  /** Validations left before the run stops; `undefined` when it never does. */
  readonly patienceLeft: number | undefined;
  /** What this means, in plain words. */
  readonly remarks: readonly string[];
  readonly seconds: number;
}

export interface LayoutEndEvent extends Omit<EndEvent, 'bestErrorRate'> {
  /** `undefined` when nothing was validated. */
  readonly bestF: number | undefined;
}

export type LayoutEvent =
  | LayoutStartEvent
  | LayoutStepEvent
  | LayoutValidationEvent
  | SkippedEvent
  | WarningEvent
  | LayoutEndEvent;

/** What the loop tells, as what it means for pages. */
export function layoutEvent(event: LoopEvent<LayoutValidation>): LayoutEvent {
  if (event.kind === 'validation') return validationEvent(event);
  if (event.kind !== 'step') return event;
  const { samples: crops, samplesPerSecond: cropsPerSecond, ...rest } = event;
  return { ...rest, crops, cropsPerSecond };
}

function validationEvent(event: LoopValidation<LayoutValidation>): LayoutValidationEvent {
  const { kind, step, epoch, loss, improved, bestScore, bestStep, patienceLeft, seconds, history, validation } = event;
  const { scores, sets, pages } = validation;
  return {
    kind,
    step,
    epoch,
    loss,
    ...scores,
    pages,
    sets,
    improved,
    bestF: 1 - bestScore,
    bestStep,
    patienceLeft,
    remarks: remarksOnLearning(history, 'pages'),
    seconds,
  };
}
