/** The one interface of whatever finds the lines of a page, so that all that comes after is the same. */
import type { Raster } from '../image/index.js';
import { findClassically } from './classical.js';
import type { FoundLines } from './found-lines.js';

export const findingMethods = ['classical', 'net'] as const;

export interface FindOptions {
  /** Gives up once what is being computed is done: the call rejects with its reason. */
  readonly signal?: AbortSignal | undefined;
  /** Beside other pages, on a thread of its own, where the finder has threads. Default: no. */
  readonly beside?: boolean | undefined;
}

export interface LineFinder {
  readonly method: (typeof findingMethods)[number];
  /**
   * @param light levels, 0 black to 255 white; any size of one pixel and more
   * @throws the signal's reason
   */
  findLines(light: Raster, options?: FindOptions): Promise<FoundLines>;
  /** Frees what it holds, after what is being found. */
  dispose(): Promise<void>;
}

/** Each page that is worked on is in memory, and keeps a session busy. */
const mostAtOnce = 4;

/** Pages that are worked on at once, where there are many: one leaves cores idle while its lines are outlined, cut and spelled. */
export function pagesAtOnce(threads: number): number {
  return Math.min(mostAtOnce, threads);
}

/** Needs no model. */
export const classicalFinder: LineFinder = {
  method: 'classical',
  async findLines(light, { signal } = {}) {
    signal?.throwIfAborted();
    return findClassically(light);
  },
  dispose: () => Promise.resolve(),
};
