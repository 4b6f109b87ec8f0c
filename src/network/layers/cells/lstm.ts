/** The LSTM, `Lbx128`: projections start Glorot, recurrences orthogonal, forget gates open. */

import {
  constant,
  fusedLstm,
  knownSize,
  lstm as lstmOperator,
  type Quantised,
  type QuantisedLstmWeights,
  quantisedLstm,
  type RecurrentWeights,
  type Tensor,
} from '../../../graph/index.js';
import { type Int8, transposedBytes, valuesOf } from '../../int8.js';
import type { Cell, CellSize, MakeWeight } from './cell.js';

/** The forget gate in ONNX's order i, o, f, g. */
const forgetGate = 2;

/** NAME.input [D, 4H, I], NAME.recurrent [D, 4H, H] and NAME.bias [D, 4H]. */
export function lstmWeights({ units, inputs, directions }: CellSize, make: MakeWeight): RecurrentWeights {
  return {
    input: make('input', [directions, 4 * units, inputs], { kind: 'glorot', fanIn: inputs, fanOut: units }),
    recurrent: make('recurrent', [directions, 4 * units, units], { kind: 'orthogonal', size: units }),
    bias: make('bias', [directions, 4 * units], { kind: 'gateBias', size: units, forget: forgetGate }),
  };
}

export const lstm: Cell = {
  letter: 'L',
  build(size, make, mode, int8) {
    const weights = lstmWeights(size, make);
    if (int8) {
      const bytes = weightsAsBytes(weights, int8);
      return (x, options) => quantisedLstm(x, bytes, options);
    }
    const operator = mode === 'training' ? lstmOperator : fusedLstm;
    return (x, options) => operator(x, weights, options);
  },
};

function weightsAsBytes({ input, recurrent, bias }: RecurrentWeights, int8: Int8): QuantisedLstmWeights {
  const directions = knownSize(bias, 0, 'lstm');
  const size = knownSize(bias, 1, 'lstm');
  const values = valuesOf(bias, int8);
  const biases = new Float32Array(2 * values.length);
  for (let d = 0; d < directions; d++) biases.set(values.subarray(d * size, (d + 1) * size), 2 * d * size);
  return {
    input: quantised(input, int8),
    recurrent: quantised(recurrent, int8),
    bias: constant(biases, [directions, 2 * size]),
  };
}

/** [D, R, C] as bytes [D, C, R], a scale for each row R of each direction. */
function quantised(tensor: Tensor, int8: Int8): Quantised {
  const size = (axis: number) => knownSize(tensor, axis, 'lstm');
  const [directions, rows, columns] = [size(0), size(1), size(2)];
  const { bytes, scales } = transposedBytes(valuesOf(tensor, int8), { rows, columns });
  return {
    values: constant(bytes, [directions, columns, rows]),
    scale: constant(scales, [directions, rows]),
    zero: constant(new Int8Array(directions * rows), [directions, rows]),
  };
}
