/**
 * What a layer is: the token that writes it, what it leaves of an image's size, and what it does to the features in a
 * graph that trains or one that reads. Each kind is one file of this folder, and `table.ts` lists them.
 */
import type { Tensor } from '../../graph/index.js';
import type { Features } from '../features.js';
import type { Initialisation } from '../initialise.js';
import type { Int8 } from '../int8.js';
import type { Role } from '../parameters.js';
import type { Token } from '../token.js';

/** Where a layer stands in its specification. */
export interface Placed {
  /** The token as written, or the bracket that opens a block. */
  readonly token: string;
  /** The token's first character in the specification. */
  readonly at: number;
  /** The white space before it. */
  readonly gap: string;
}

/** A layer, whatever its kind. */
export interface AnyLayer extends Placed {
  readonly kind: string;
  readonly name?: string;
}

/** Along the width or along the height. */
export type Axis = 'x' | 'y';

/** A running statistic and the batch's value of it, for the training loop to fold in. */
export interface Statistic {
  readonly name: string;
  readonly batch: Tensor;
}

export interface WeightOptions {
  /** Running statistics are not. Default: true. */
  readonly trainable?: boolean;
  /** Default: body. */
  readonly role?: Role;
}

/** Each batch's own mean and variance, or the running ones, which stay as they are then. */
export const batchNormBy = ['batch', 'running'] as const;
export type BatchNormBy = (typeof batchNormBy)[number];

/** What a layer needs from the graph it is built into. */
export interface BuildContext {
  readonly mode: 'training' | 'inference';
  /** By what batch norm normalises in training. */
  readonly batchNorm: BatchNormBy;
  /** Declares a weight. */
  weight(name: string, shape: readonly number[], how: Initialisation, options?: WeightOptions): Tensor;
  /** The seed of a step's dropout masks: int64 [1]. */
  readonly dropoutSeed: Tensor | undefined;
  /** A number that no other dropout layer has. */
  nextDropout(): number;
  statistic(statistic: Statistic): void;
  /** Set when the graph reads in 8 bits. */
  readonly int8?: Int8 | undefined;
  /**
   * Reads the line from these features too, in training only.
   * @param weight what the loss of it counts
   */
  auxiliary(name: string, weight: number, features: Features): void;
  /** Told what goes into a convolution and what comes out, before its activation. */
  observe(name: string, x: Tensor, out: Tensor): void;
  /** The error of a layer that can't stand where it stands. */
  fault(layer: Placed, rule: string): Error;
  /** A name for a layer that has none: its kind and how many came before. */
  nameOf(layer: AnyLayer, kind: string): string;
}

/** A layer as its token says it, without where that stands. */
export type Unplaced<L> = L extends unknown ? Omit<L, keyof Placed> : never;

/** A kind of layer that is one token. */
export interface LayerKind<L extends AnyLayer> {
  readonly kind: L['kind'];
  /** How its tokens begin, for messages. */
  readonly signs: readonly string[];
  /**
   * @param fault makes the error of a token that is this kind's, but can't be used
   * @returns nothing where the token is another kind's
   */
  parse(token: string, fault: (rule: string) => Error): Unplaced<L> | undefined;
  /** Its token; what is the default is left out. */
  print(layer: Unplaced<L>): string;
  /** Columns, or rows, that the layer leaves of so many; 0 where a window doesn't fit. Left out: all of them. */
  sizeAfter?(layer: L, size: number, axis: Axis): number;
  /** Columns of its input for each of its output. Left out: 1. */
  stride?(layer: L): number;
  apply(layer: L, features: Features, context: BuildContext): Features;
  /** This layer and the next in one, where that is less work for the same result. */
  applyWith?(layer: L, next: AnyLayer, features: Features, context: BuildContext): Features | undefined;
}

/** A layer that holds others, of type L. */
export interface Block<L> extends AnyLayer {
  readonly layers: readonly L[];
  /** The bracket at its end. */
  readonly end: Token;
}

/** A kind of layer that holds others. */
export interface BlockKind<K extends string> {
  readonly kind: K;
  readonly brackets: readonly [open: string, close: string];
  /** How many layers it needs, where it needs some, and the rule in words. */
  readonly least?: { readonly layers: number; readonly rule: string };
  /** The layers inside whose sizes are the block's, one after the other. */
  path<L>(layers: readonly L[]): readonly L[];
  /** @param run what layers make of features, one after the other */
  apply<L>(
    block: Block<L>,
    features: Features,
    context: BuildContext,
    run: (layers: readonly L[], features: Features) => Features,
  ): Features;
}

/** Matches a name in braces, as group 1 where it is the first; for the patterns of tokens. */
export const namePattern = '(?:\\{(\\w+)\\})?';

/** The name as a property where the token has one. */
export function named(name: string | undefined): { readonly name?: string } {
  return name ? { name } : {};
}

export function printedName({ name }: { readonly name?: string }): string {
  return name ? `{${name}}` : '';
}

/** A number without an exponent, as tokens have it. */
export function decimal(value: number): string {
  return String(value).includes('e') ? value.toFixed(20).replace(/0+$/, '') : String(value);
}
