/** The height folded into the channels, `S1(1x0)1,3`: [B, C, H, W] → [B, C·H, 1, W]. Of the reshapes the only one. */
import { reshape } from '../../graph/index.js';
import { sizes } from '../features.js';
import { type LayerKind, named, namePattern, type Placed, printedName } from './layer.js';

export interface FoldHeight extends Placed {
  readonly kind: 'foldHeight';
  readonly name?: string;
  /** 0: whatever it is. */
  readonly height: number;
}

const pattern = new RegExp(`^S${namePattern}(\\d+)\\((\\d+)x(\\d+)\\)(\\d+),(\\d+)$`);

export const foldHeight: LayerKind<FoldHeight> = {
  kind: 'foldHeight',
  signs: ['S'],

  parse(token, fault) {
    const match = pattern.exec(token);
    if (!match) return undefined;
    const [, label, axis, first, height, kept, moved] = match;
    if (axis !== '1' || first !== '1' || kept !== '1' || moved !== '3') {
      throw fault('of the reshapes only the folding of the height into channels, S1(1xN)1,3, is supported');
    }
    return { kind: 'foldHeight', ...named(label), height: Number(height) };
  },

  print: (layer) => `S${printedName(layer)}1(1x${layer.height})1,3`,

  sizeAfter: (_, size, axis) => (axis === 'y' ? 1 : size),

  apply(layer, features, context) {
    const [batch, channels, height, width] = sizes(features.image);
    if (layer.height !== 0 && layer.height !== height) {
      throw context.fault(layer, `the height is ${height} here (S1(1x0)1,3 folds whatever it is)`);
    }
    return { ...features, image: reshape(features.image, [batch, channels * height, 1, width]) };
  },
};
