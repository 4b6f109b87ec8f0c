/** What the loop tells while it goes. */
import { DuctusError, type ErrorAbout } from '../error.js';
import type { Skipped } from '../formats/index.js';
import type { Progress } from './progress.js';
import type { MomentsKind } from './shard-state.js';

export interface LoopStep {
  readonly kind: 'step';
  /** Counts from 1. */
  readonly step: number;
  readonly epoch: number;
  /** Share of the run that is done, 0 to 1. */
  readonly progress: number;
  /** Mean loss for each unit of the batch (characters, pixels). */
  readonly loss: number;
  readonly learningRate: number;
  /** Before clipping. */
  readonly gradientNorm: number;
  readonly samples: number;
  readonly samplesPerSecond: number;
  readonly trainedSeconds: number;
  readonly remainingSeconds: number;
  /** Seconds this step waited for its batch. */
  readonly waitedSeconds: number;
}

export interface LoopValidation<V> {
  readonly kind: 'validation';
  /** 0 for the model that the run goes on from. */
  readonly step: number;
  readonly epoch: number;
  /** Mean loss for each unit since the validation before; `undefined` at step 0. */
  readonly loss: number | undefined;
  readonly improved: boolean;
  readonly bestScore: number;
  readonly bestStep: number;
  /** Validations left before the run stops; `undefined` when it never does. */
  readonly patienceLeft: number | undefined;
  readonly validation: V;
  readonly history: Progress['history'];
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

/** What a round of several trainers was; the step event before it has its loss and its rate. */
export interface RoundEvent {
  readonly kind: 'round';
  /** Counts from 1. */
  readonly round: number;
  /** Steps that each trainer has done. */
  readonly step: number;
  /** Euclidean norm of the mean change. */
  readonly changeNorm: number;
  /** By shard. */
  readonly parts: readonly {
    /** Counts from 1. */
    readonly shard: number;
    readonly trainer: string;
    /** Zeros where somebody else took the shard over. */
    readonly moments: MomentsKind;
    readonly samples: number;
    readonly seconds: number;
  }[];
  /** Over the link, of all trainers together. */
  readonly bytesToTrainers: number;
  readonly bytesFromTrainers: number;
}

export type LoopEvent<V> = LoopStep | LoopValidation<V> | SkippedEvent | WarningEvent;

/** Why a run ended. */
export type StopReason = 'interrupted' | 'steps' | 'minutes' | 'epochs' | 'patience';

/** A run that can't start or go on; the message says why and what to do. */
export class TrainingError extends DuctusError {
  override readonly name = 'TrainingError';

  constructor(message: string, about: ErrorAbout = {}) {
    super(message, { code: 'training/failed', ...about });
  }
}
