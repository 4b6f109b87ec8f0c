/** The GRU, `Gbx128`: projections start Glorot, recurrences orthogonal. ONNX Runtime has none in 8 bits. */
import { fusedGru, gru as gruOperator } from '../../../graph/index.js';
import type { Cell } from './cell.js';

export const gru: Cell = {
  letter: 'G',
  build({ units, inputs, directions }, make, mode) {
    const weights = {
      input: make('input', [directions, 3 * units, inputs], { kind: 'glorot', fanIn: inputs, fanOut: units }),
      recurrent: make('recurrent', [directions, 3 * units, units], { kind: 'orthogonal', size: units }),
      bias: make('bias', [directions, 4 * units], { kind: 'constant', value: 0 }),
    };
    const operator = mode === 'training' ? gruOperator : fusedGru;
    return (x, options) => operator(x, weights, options);
  },
};
