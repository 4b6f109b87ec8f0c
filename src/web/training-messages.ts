/** What a page and the thread that trains for it say to each other. Errors lose their classes on the way, so they go as data. */
import { DataError } from '../dataset/index.js';
import { DuctusError, type ErrorDetails } from '../error.js';
import type { ErrorCode } from '../error-codes.js';
import { ModelError } from '../model/index.js';
import type { Base, ToldOfLines, TrainingEvent } from '../runs/index.js';
import { TrainingError } from '../training/index.js';
import type { LocatedLine } from './lines.js';

export type TrainingRequest =
  | BeginTraining
  | { readonly kind: 'resume'; readonly run: string; readonly changes: Readonly<Record<string, unknown>> }
  /** @param stop whether the page asked the run to stop */
  | { readonly kind: 'next'; readonly stop: boolean };

export interface BeginTraining {
  readonly kind: 'train';
  readonly run: string;
  readonly lines: readonly LocatedLine[];
  readonly validation: readonly LocatedLine[] | undefined;
  readonly from: { readonly name: string; readonly bytes: Uint8Array; readonly mode: Base['mode'] } | undefined;
  readonly told: ToldOfLines;
}

export interface TrainingAnswer {
  /** Of `next`; none at the end. */
  readonly event?: TrainingEvent;
  readonly failure?: Failure;
}

/** A DuctusError. */
interface Failure {
  readonly name: string;
  readonly message: string;
  readonly code: ErrorCode;
  readonly details: ErrorDetails;
}

/** @returns the answer for an error that a person or a program can do something about @throws any other */
export function failureOf(error: unknown): TrainingAnswer {
  if (!(error instanceof DuctusError)) throw error;
  const { name, message, code, details } = error;
  return { failure: { name, message, code, details } };
}

const classes = { DataError, ModelError, TrainingError } as const;

/** @throws what failed; a TrainingError where it was of a class of its own */
export function eventOf({ event, failure }: TrainingAnswer): TrainingEvent | undefined {
  if (!failure) return event;
  const { name, message, code, details } = failure;
  const Failed = Object.entries(classes).find(([known]) => known === name)?.[1] ?? TrainingError;
  throw new Failed(message, { code, details });
}
