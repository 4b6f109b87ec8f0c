/** What flows between layers, and what they need from the graph that they are built into. */
import type { Tensor } from '../graph/index.js';
import type { Initialisation } from './initialise.js';
import type { Int8 } from './int8.js';
import type { Layer } from './vgsl.js';

/** What flows between layers. Columns at and after a line's length are padding. */
export interface Features {
  /** [B, C, H, W]; H and C known */
  readonly image: Tensor;
  /** Valid columns of each line, int64 [B]. */
  readonly lengths: Tensor;
  /** Whether the padding is known to be zero. */
  readonly clean: boolean;
}

/** A running statistic and the batch's value of it, for the training loop to fold in. */
export interface Statistic {
  readonly name: string;
  readonly batch: Tensor;
}

/** What a layer needs from the graph it is built into. */
export interface BuildContext {
  readonly mode: 'training' | 'inference';
  /** Declares a weight. */
  weight(name: string, shape: readonly number[], how: Initialisation, trainable?: boolean): Tensor;
  /** The seed of a step's dropout masks: int64 [1]. */
  readonly dropoutSeed: Tensor | undefined;
  /** A number that no other dropout layer has. */
  nextDropout(): number;
  statistic(statistic: Statistic): void;
  /** Set when the graph reads in 8 bits. */
  readonly int8?: Int8 | undefined;
  /** Reads the line from these features too, in training only. */
  auxiliary(layer: LayerOf<'auxiliary'>, features: Features): void;
  /** Told what goes into a convolution and what comes out, before its activation. */
  observe(name: string, x: Tensor, out: Tensor): void;
  /** The error of a layer that can't stand where it stands. */
  fault(layer: Layer, rule: string): Error;
  /** A name for a layer that has none: its kind and how many came before. */
  nameOf(layer: Layer, kind: string): string;
}

export type LayerOf<K extends Layer['kind']> = Extract<Layer, { kind: K }>;
