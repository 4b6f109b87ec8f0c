/** What a run tells while it goes: data, for programs and screens alike. */
import type { Skipped } from '../formats/index.js';
import type { Gain } from './gain.js';

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

export interface StepEvent {
  readonly kind: 'step';
  /** Counts from 1. */
  readonly step: number;
  readonly epoch: number;
  /** Share of the run that is done, 0 to 1. */
  readonly progress: number;
  /** Mean −ln P for each character of the batch. */
  readonly loss: number;
  readonly learningRate: number;
  /** Before clipping. */
  readonly gradientNorm: number;
  readonly lines: number;
  readonly linesPerSecond: number;
  readonly trainedSeconds: number;
  readonly remainingSeconds: number;
  /** Seconds this step waited for its batch. */
  readonly waitedSeconds: number;
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

export interface SkippedEvent {
  readonly kind: 'skipped';
  readonly skipped: readonly Skipped[];
}

export interface WarningEvent {
  readonly kind: 'warning';
  readonly message: string;
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
  readonly reason: string;
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
  | EndEvent;

/** A run that can't start or go on; the message says why and what to do. */
export class TrainingError extends Error {
  override readonly name = 'TrainingError';
}

/** A file that a run would replace without having been told to. */
export class OverwriteError extends TrainingError {
  constructor(readonly path: string) {
    super(`${path}: a file is there already. Give another place for the model, or let it be replaced (overwrite)`);
  }
}
