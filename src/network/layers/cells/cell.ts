/** What a recurrent cell is: its letter in a token, its weights, and the operator that runs it. */
import type { RecurrentOptions, Tensor } from '../../../graph/index.js';
import type { Initialisation } from '../../initialise.js';
import type { Int8 } from '../../int8.js';

/** Declares a weight of a cell. */
export type MakeWeight = (what: string, shape: readonly number[], how: Initialisation) => Tensor;

export interface CellSize {
  readonly units: number;
  readonly inputs: number;
  readonly directions: number;
}

/** A cell with its weights: [T, N, I] → [T, N, D·H]. */
export type Run = (x: Tensor, options: RecurrentOptions) => Tensor;

export interface Cell {
  /** Begins its tokens. */
  readonly letter: string;
  build(size: CellSize, make: MakeWeight, mode: 'training' | 'inference', int8: Int8 | undefined): Run;
}
