/** `(…)`: layers beside each other on the same features, their channels one after the other. */
import { concat } from '../../graph/index.js';
import { sizes } from '../features.js';
import type { Block, BlockKind } from './layer.js';

export interface Parallel<L> extends Block<L> {
  readonly kind: 'parallel';
}

export const parallel: BlockKind<'parallel'> = {
  kind: 'parallel',
  brackets: ['(', ')'],
  least: { layers: 2, rule: 'a parallel block needs two layers or more' },
  path: (layers) => layers.slice(0, 1),

  apply(block, features, context, run) {
    const branches = block.layers.map((branch) => run([branch], features));
    const [first, ...others] = branches;
    if (!first) return features;
    const [, , height, width] = sizes(first.image);
    for (const [index, { image }] of others.entries()) {
      const [, , h, w] = sizes(image);
      if (h !== height || w !== width) {
        const both = `${height}×${width} and, in branch ${index + 2}, ${h}×${w}`;
        throw context.fault(block, `the branches must keep the same height and width (they have ${both})`);
      }
    }
    return {
      image: concat(
        branches.map(({ image }) => image),
        1,
      ),
      lengths: first.lengths,
      clean: branches.every(({ clean }) => clean),
    };
  },
};
