/** Dropout, `Do0.1` for single values or `Do0.1,2` for whole channels; `Do` is a half. In training only. */
import { dropout as drop } from '../../graph/index.js';
import { sizes, toImage, toSequence } from '../features.js';
import { decimal, type LayerKind, named, namePattern, type Placed, printedName } from './layer.js';

export interface Dropout extends Placed {
  readonly kind: 'dropout';
  readonly name?: string;
  readonly probability: number;
  readonly channels: boolean;
}

const usualProbability = 0.5;
const pattern = new RegExp(`^Do${namePattern}(\\d*\\.?\\d*)(?:,(\\d+))?$`);

export const dropout: LayerKind<Dropout> = {
  kind: 'dropout',
  signs: ['Do'],

  parse(token, fault) {
    const match = pattern.exec(token);
    if (!match) return undefined;
    const [, label, share, dimension] = match;
    const probability = share ? Number(share) : usualProbability;
    if (!(probability >= 0 && probability < 1)) throw fault('dropout must be in [0, 1)');
    if (dimension && dimension !== '1' && dimension !== '2') throw fault('dropout has dimension 1 or 2');
    return { kind: 'dropout', ...named(label), probability, channels: dimension === '2' };
  },

  print(layer) {
    const share = layer.probability === usualProbability ? '' : decimal(layer.probability);
    return `Do${printedName(layer)}${share}${layer.channels ? ',2' : ''}`;
  },

  apply(layer, features, context) {
    if (context.mode === 'inference' || !context.dropoutSeed) return features;
    const options = {
      probability: layer.probability,
      seed: context.dropoutSeed,
      layer: context.nextDropout(),
      channels: layer.channels,
    };
    // Sequences pass in their own layout, so that no transpose stands between two recurrent layers.
    if (sizes(features.image)[2] === 1 && !layer.channels) {
      return { ...features, image: toImage(drop(toSequence(features.image), options), features.image) };
    }
    return { ...features, image: drop(features.image, options) };
  },
};
