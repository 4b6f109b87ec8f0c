/** The SRU, `Sbx128`: projections start Glorot, forget gates open. In 8 bits its products are of bytes. */
import {
  constant,
  knownSize,
  type QuantisedSruWeights,
  quantisedSru,
  type SruWeights,
  sru as sruOperator,
  standardSru,
} from '../../../graph/index.js';
import { type Int8, transposedBytes, valuesOf } from '../../int8.js';
import type { Cell } from './cell.js';

export const sru: Cell = {
  letter: 'S',
  build({ units, inputs, directions }, make, mode, int8) {
    const weights = {
      input: make('input', [directions, 4 * units, inputs], { kind: 'glorot', fanIn: inputs, fanOut: units }),
      bias: make('bias', [directions, 4 * units], { kind: 'gateBias', size: units, forget: 0 }),
    };
    if (int8) {
      const bytes = weightsAsBytes(weights, int8);
      return (x, options) => quantisedSru(x, bytes, options);
    }
    const operator = mode === 'training' ? sruOperator : standardSru;
    return (x, options) => operator(x, weights, options);
  },
};

function weightsAsBytes({ input, bias }: SruWeights, int8: Int8): readonly QuantisedSruWeights[] {
  const size = (axis: number) => knownSize(input, axis, 'sru');
  const [directions, rows, columns] = [size(0), size(1), size(2)];
  const { bytes, scales } = transposedBytes(valuesOf(input, int8), { rows, columns });
  const biases = valuesOf(bias, int8);
  return Array.from({ length: directions }, (_, d) => ({
    input: {
      values: constant(bytes.slice(d * rows * columns, (d + 1) * rows * columns), [columns, rows]),
      scale: constant(scales.slice(d * rows, (d + 1) * rows), [rows]),
      zero: constant(new Int8Array(rows), [rows]),
    },
    bias: constant(biases.slice(d * rows, (d + 1) * rows), [rows]),
  }));
}
