/** What a run tells while it goes: data, for programs and screens alike. */
import type { SampleImage } from '../dataset/index.js';
import type { EvaluatedLine } from '../evaluation/index.js';
import type { Skipped } from '../formats/index.js';
import {
  epochLimit,
  type LoopSettings,
  type LoopStep,
  type LoopValidation,
  type OuterEvent,
  type RoundEvent,
  type SkippedEvent,
  type StopReason,
  TrainingError,
  type WarningEvent,
} from '../training/index.js';
import type { Gain } from './gain.js';
import type { LineValidation } from './line-validation.js';
import { remarksOn } from './remarks.js';

export interface ShownLine {
  readonly name: string;
  readonly reference: string;
  readonly prediction: string;
}

export interface StartEvent {
  readonly kind: 'start';
  readonly run: string;
  readonly out: string;
  readonly spec: string;
  readonly weights: number;
  readonly alphabet: number;
  readonly trainingLines: number;
  readonly validationLines: number;
  readonly validationSource: string;
  readonly skipped: readonly Skipped[];
  readonly threads: number;
  /** The step that the run goes on from; 0 for a new one. */
  readonly resumedAt: number;
}

/** `loss` is the mean −ln P for each character of the batch. */
export interface StepEvent extends Omit<LoopStep, 'samples' | 'samplesPerSecond'> {
  readonly lines: number;
  readonly linesPerSecond: number;
}

export interface ValidationEvent {
  readonly kind: 'validation';
  /** 0 for the model that the run goes on from. */
  readonly step: number;
  readonly epoch: number;
  /** Mean −ln P for each character since the validation before; `undefined` at step 0. */
  readonly loss: number | undefined;
  /** On a fixed 100 training lines. */
  readonly trainingErrorRate: number;
  readonly validationErrorRate: number;
  readonly wordErrorRate: number;
  readonly improved: boolean;
  readonly bestErrorRate: number;
  readonly bestStep: number;
  /** Validations left before the run stops; `undefined` when it never does. */
  readonly patienceLeft: number | undefined;
  readonly lines: readonly ShownLine[];
  /** What this means, in plain words. */
  readonly remarks: readonly string[];
  readonly seconds: number;
}

/** The best model in 8 bits was written. */
export interface QuantizedEvent {
  readonly kind: 'quantized';
  readonly out: string;
  readonly bytes: number;
  /** On the validation lines, of the best model and of the one in 8 bits. */
  readonly errorRate: number;
  readonly int8ErrorRate: number;
}

export interface EndEvent {
  readonly kind: 'end';
  readonly reason: StopReason;
  /** The reason in words, to stand after "because". */
  readonly because: string;
  readonly step: number;
  readonly epoch: number;
  readonly trainedSeconds: number;
  /** `undefined` when nothing was validated. */
  readonly bestErrorRate: number | undefined;
  /** 0 when none was better than the model that the run went on from. */
  readonly bestStep: number;
  /** What training bought over the model that it went on from, where both were validated. */
  readonly gain: (Gain & { readonly remark: string }) | undefined;
  /** Where the model is: at the place that was asked for, or in the run's folder where somebody else's file is there. */
  readonly out: string;
  readonly run: string;
  readonly skipped: readonly Skipped[];
}

export type TrainingEvent =
  | StartEvent
  | StepEvent
  | ValidationEvent
  | SkippedEvent
  | WarningEvent
  | QuantizedEvent
  | RoundEvent
  | EndEvent;

/** A file that a run would replace without having been told to. */
export class OverwriteError extends TrainingError {
  constructor(readonly path: string) {
    super(`${path}: a file is there already. Give another place for the model, or let it be replaced (overwrite)`, {
      code: 'training/overwrite',
      details: { path },
    });
  }
}

/** What the loop tells, as what it means for lines. */
export function lineEvent(event: OuterEvent<LineValidation>): TrainingEvent {
  if (event.kind === 'validation') return validationEvent(event);
  if (event.kind !== 'step') return event;
  const { samples: lines, samplesPerSecond: linesPerSecond, ...rest } = event;
  return { ...rest, lines, linesPerSecond };
}

function validationEvent(event: LoopValidation<LineValidation>): ValidationEvent {
  const { kind, step, epoch, loss, improved, bestScore, bestStep, patienceLeft, seconds, history } = event;
  const { lines, characterErrorRate, wordErrorRate } = event.validation.evaluation;
  return {
    kind,
    step,
    epoch,
    loss,
    trainingErrorRate: event.validation.figures.trainingErrorRate,
    validationErrorRate: characterErrorRate,
    wordErrorRate,
    improved,
    bestErrorRate: bestScore,
    bestStep,
    patienceLeft,
    lines: shownLines(lines),
    remarks: remarksOn({
      step,
      emptyLines: lines.filter(({ prediction }) => prediction === '').length,
      lines: lines.length,
      history,
    }),
    seconds,
  };
}

/** Beside the events, which are written down as they are. */
const images = new WeakMap<ShownLine, SampleImage>();

/** Where the image of a line is that a run of this process has shown. */
export function imageOfShown(line: ShownLine): SampleImage | undefined {
  return images.get(line);
}

/** Three lines spread over the set, always the same ones. */
function shownLines(lines: readonly EvaluatedLine[]): readonly ShownLine[] {
  return [0.2, 0.5, 0.8].flatMap((share) => {
    const line = lines[Math.floor(share * lines.length)];
    if (!line) return [];
    const shown = { name: line.name, reference: line.reference, prediction: line.prediction };
    if (line.image) images.set(shown, line.image);
    return [shown];
  });
}

/** The reason that a run ended for, in words. */
export function becauseOf(reason: StopReason, settings: LoopSettings): string {
  const { steps, minutes, patience } = settings;
  const words: Readonly<Record<StopReason, string>> = {
    interrupted: 'it was interrupted',
    steps: `${steps} steps are done`,
    minutes: `${minutes} minutes are over`,
    epochs: `${epochLimit(settings)} epochs are done`,
    patience: `the validation has not improved ${patience} times in a row`,
  };
  return words[reason];
}
