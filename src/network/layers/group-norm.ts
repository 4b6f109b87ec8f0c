/** Group normalisation, `Gn8`: each line's channels in so many groups, by the line's valid columns. */
import { reshape, standardise } from '../../graph/index.js';
import { columnMask, sizes } from '../features.js';
import { affine } from './affine.js';
import { type LayerKind, named, namePattern, type Placed, printedName } from './layer.js';

export interface GroupNorm extends Placed {
  readonly kind: 'groupNorm';
  readonly name?: string;
  readonly groups: number;
}

const pattern = new RegExp(`^Gn${namePattern}(\\d+)$`);

export const groupNorm: LayerKind<GroupNorm> = {
  kind: 'groupNorm',
  signs: ['Gn'],

  parse(token) {
    const match = pattern.exec(token);
    return match ? { kind: 'groupNorm', ...named(match[1]), groups: Number(match[2]) } : undefined;
  },

  print: (layer) => `Gn${printedName(layer)}${layer.groups}`,

  apply(layer, features, context) {
    const [batch, channels, height, width] = sizes(features.image);
    if (layer.groups < 1 || channels % layer.groups !== 0) {
      throw context.fault(layer, `${channels} channels must be divided into equal groups`);
    }
    const name = context.nameOf(layer, 'groupNorm');
    const grouped = reshape(features.image, [batch, layer.groups, (channels / layer.groups) * height, width]);
    const out = standardise(grouped, columnMask(features));
    return {
      ...features,
      image: affine(name, channels, reshape(out, features.image.shape), context),
      clean: false,
    };
  },
};
