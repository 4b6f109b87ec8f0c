/** Batch normalisation, `Bn`: by the batch's valid columns in training, by running statistics in reading and, if asked for, in training. */
import {
  add,
  batchNormalise,
  div,
  mul,
  batchNorm as normaliseBatch,
  reshape,
  scalar,
  sqrt,
  sub,
  varianceFloor,
} from '../../graph/index.js';
import { columnMask, sizes } from '../features.js';
import { affineWeights } from './affine.js';
import { type LayerKind, named, namePattern, type Placed, printedName } from './layer.js';

export interface BatchNorm extends Placed {
  readonly kind: 'batchNorm';
  readonly name?: string;
}

const pattern = new RegExp(`^Bn${namePattern}$`);

export const batchNorm: LayerKind<BatchNorm> = {
  kind: 'batchNorm',
  signs: ['Bn'],

  parse(token) {
    const match = pattern.exec(token);
    return match ? { kind: 'batchNorm', ...named(match[1]) } : undefined;
  },

  print: (layer) => `Bn${printedName(layer)}`,

  apply(layer, features, context) {
    const name = context.nameOf(layer, 'batchNorm');
    const [, channels] = sizes(features.image);
    const running = (what: string, value: number) =>
      context.weight(`${name}.${what}`, [channels], { kind: 'constant', value }, { trainable: false });
    const mean = running('mean', 0);
    const variance = running('variance', 1);
    if (context.mode === 'inference') {
      const { scale, shift } = affineWeights(name, channels, context);
      return {
        ...features,
        image: batchNormalise(features.image, { scale, shift, mean, variance }),
        clean: false,
      };
    }
    if (context.batchNorm === 'running') {
      const { scale, shift } = affineWeights(name, channels, context);
      const factor = div(scale, sqrt(add(variance, scalar(varianceFloor, 'float32'))));
      const shape = [1, channels, 1, 1];
      const scaled = mul(features.image, reshape(factor, shape));
      const image = add(scaled, reshape(sub(shift, mul(mean, factor)), shape));
      return { ...features, image, clean: false };
    }
    const { scale, shift } = affineWeights(name, channels, context);
    const { out, ...batch } = normaliseBatch(features.image, scale, shift, columnMask(features));
    context.statistic({ name: `${name}.mean`, batch: batch.mean });
    context.statistic({ name: `${name}.variance`, batch: batch.variance });
    return { ...features, image: out, clean: true };
  },
};
