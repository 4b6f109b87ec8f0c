/** The SRU, `Sbx128`: projections start Glorot, forget gates open. One form trains and reads, in float32 only. */
import { sru as sruOperator } from '../../../graph/index.js';
import type { Cell } from './cell.js';

export const sru: Cell = {
  letter: 'S',
  build({ units, inputs, directions }, make) {
    const weights = {
      input: make('input', [directions, 4 * units, inputs], { kind: 'glorot', fanIn: inputs, fanOut: units }),
      bias: make('bias', [directions, 4 * units], { kind: 'gateBias', size: units, forget: 0 }),
    };
    return (x, options) => sruOperator(x, weights, options);
  },
};
