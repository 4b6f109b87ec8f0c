/**
 * `Aux0.1`: the head reads from the features as they are here too, and its loss counts a tenth. In training only; the
 * features pass unchanged.
 */
import { sizes } from '../features.js';
import { decimal, type LayerKind, named, namePattern, type Placed, printedName } from './layer.js';

export interface Auxiliary extends Placed {
  readonly kind: 'auxiliary';
  readonly name?: string;
  /** What its loss counts, above 0. */
  readonly weight: number;
}

const pattern = new RegExp(`^Aux${namePattern}(\\d*\\.?\\d+)$`);

export const auxiliary: LayerKind<Auxiliary> = {
  kind: 'auxiliary',
  signs: ['Aux'],

  parse(token, fault) {
    const match = pattern.exec(token);
    if (!match) return undefined;
    const weight = Number(match[2]);
    if (!(weight > 0)) throw fault('the weight of an auxiliary loss must be above 0');
    return { kind: 'auxiliary', ...named(match[1]), weight };
  },

  print: (layer) => `Aux${printedName(layer)}${decimal(layer.weight)}`,

  apply(layer, features, context) {
    const [, , height] = sizes(features.image);
    if (height !== 1) throw context.fault(layer, `the height must be 1 before it but is ${height} here`);
    const name = context.nameOf(layer, 'auxiliary');
    if (context.mode === 'training') context.auxiliary(name, layer.weight, features);
    return features;
  },
};
