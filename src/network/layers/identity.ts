/** `I`: the features as they are, for a branch of a parallel block. */
import { type LayerKind, named, namePattern, type Placed, printedName } from './layer.js';

export interface Identity extends Placed {
  readonly kind: 'identity';
  readonly name?: string;
}

const pattern = new RegExp(`^I${namePattern}$`);

export const identity: LayerKind<Identity> = {
  kind: 'identity',
  signs: ['I'],

  parse(token) {
    const match = pattern.exec(token);
    return match ? { kind: 'identity', ...named(match[1]) } : undefined;
  },

  print: (layer) => `I${printedName(layer)}`,

  apply: (_, features) => features,
};
