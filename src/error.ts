/** The base of all failures that a person or a program can do something about. Any other error is a fault of the code. */
import type { ErrorCode } from './error-codes.js';

/** What a failure is about. */
export interface ErrorDetails {
  /** Of a file or folder. */
  readonly path?: string;
  /**
   * Options that the message names. There they stand in backticks, as a program writes them (`groupBy`); the command line
   * puts its flags in their place.
   */
  readonly options?: readonly string[];
  /** What was given. */
  readonly value?: unknown;
  /** In a text file, from 1. */
  readonly line?: number;
}

export interface ErrorAbout extends ErrorOptions {
  readonly code?: ErrorCode;
  readonly details?: ErrorDetails;
}

export abstract class DuctusError extends Error {
  /** Which failure it is; docs/errors.md lists them. */
  readonly code: ErrorCode;
  readonly details: ErrorDetails;

  /** @param message what is wrong, and what to do next */
  constructor(message: string, { code, details = {}, ...options }: ErrorAbout & { readonly code: ErrorCode }) {
    super(message, options);
    this.code = code;
    this.details = details;
  }
}

/** Of a failure whose message names options. */
export function aboutOptions(...options: readonly string[]): { readonly details: ErrorDetails } {
  return { details: { options } };
}
