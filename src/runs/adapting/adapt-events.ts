/** What adapting tells while it goes. */
import type { LoopEvent, LoopValidation, SkippedEvent, WarningEvent } from '../../training/index.js';
import type { EndEvent, ShownLine, StepEvent } from '../events.js';
import type { Choice } from './adapt-lines.js';
import type { AdaptValidation } from './adapt-validation.js';

/** The lines were read and chosen; learning begins, or goes on. */
export interface AdaptStartEvent extends Omit<Choice, 'copies'> {
  readonly kind: 'start';
  readonly run: string;
  readonly out: string;
  readonly from: string;
  readonly spec: string;
  readonly weights: number;
  readonly alphabet: number;
  /** Lines to learn: read surely enough, with texts, and known. */
  readonly chosenLines: number;
  readonly labelledLines: number;
  readonly replayLines: number;
  /** How often an epoch has each line with a text. */
  readonly labelledCopies: number;
  /** Lines that are only read, to see where it goes. */
  readonly heldOutLines: number;
  readonly threads: number;
  /** The step that the run goes on from; 0 for a new one. */
  readonly resumedAt: number;
}

/** Nothing here was counted against texts but `replayErrorRate`. */
export interface AdaptValidationEvent {
  readonly kind: 'validation';
  /** 0 for the model that is adapted. */
  readonly step: number;
  readonly epoch: number;
  /** Mean −ln P for each character since the validation before; `undefined` at step 0. */
  readonly loss: number | undefined;
  /** Of the lines held out. */
  readonly expectedErrorRate: number;
  /** Of lines that the model knows; `undefined` without any. */
  readonly replayErrorRate: number | undefined;
  readonly improved: boolean;
  readonly bestErrorRate: number;
  readonly bestStep: number;
  /** Validations left before the run stops; `undefined` when it never does. */
  readonly patienceLeft: number | undefined;
  /** `reference` is what the model that is adapted made of the line. */
  readonly lines: readonly ShownLine[];
  readonly seconds: number;
}

/**
 * As of any run; `bestErrorRate` is the least that is expected, and `gain` what is expected to have been gained. Without a better
 * model the one that was adapted is written.
 */
export interface AdaptEndEvent extends EndEvent {
  /** Of lines that the model knows, by the model that was adapted and by the best one. */
  readonly replayErrorRates: { readonly before: number; readonly after: number } | undefined;
  /** Of the lines of `check`, by both; these are counted. */
  readonly checkErrorRates: { readonly before: number; readonly after: number; readonly lines: number } | undefined;
}

export type AdaptEvent =
  | AdaptStartEvent
  | StepEvent
  | AdaptValidationEvent
  | SkippedEvent
  | WarningEvent
  | AdaptEndEvent;

/** What the loop tells, as what it means here. */
export function adaptEvent(event: LoopEvent<AdaptValidation>): AdaptEvent {
  if (event.kind === 'validation') return validationEvent(event);
  if (event.kind !== 'step') return event;
  const { samples: lines, samplesPerSecond: linesPerSecond, ...rest } = event;
  return { ...rest, lines, linesPerSecond };
}

function validationEvent(event: LoopValidation<AdaptValidation>): AdaptValidationEvent {
  const { kind, step, epoch, loss, improved, bestScore, bestStep, patienceLeft, seconds, validation } = event;
  return {
    kind,
    step,
    epoch,
    loss,
    expectedErrorRate: validation.score,
    replayErrorRate: validation.figures.replayErrorRate,
    improved,
    bestErrorRate: bestScore,
    bestStep,
    patienceLeft,
    lines: shownLines(validation),
    seconds,
  };
}

/** Three lines spread over the set, always the same ones. */
function shownLines({ lines }: AdaptValidation): readonly ShownLine[] {
  return [0.2, 0.5, 0.8].flatMap((share) => {
    const line = lines[Math.floor(share * lines.length)];
    if (!line) return [];
    return [{ name: line.sample.name, reference: line.sample.text, prediction: line.expected.text }];
  });
}
