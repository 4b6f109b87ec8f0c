/** `[…]`: layers one after the other, as one branch of a parallel block. */
import type { Block, BlockKind } from './layer.js';

export interface Series<L> extends Block<L> {
  readonly kind: 'series';
}

export const series: BlockKind<'series'> = {
  kind: 'series',
  brackets: ['[', ']'],
  path: (layers) => layers,
  apply: ({ layers }, features, _, run) => run(layers, features),
};
