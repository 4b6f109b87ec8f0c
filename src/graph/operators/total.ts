/** The sum of several tensors in one operator. */
import { broadcastShape, node, type Tensor } from '../tensor.js';
import { sumTo } from './reduce.js';

/** first + a + b + …, elementwise with broadcasting. */
export function total(first: Tensor, ...others: readonly Tensor[]): Tensor {
  const terms = [first, ...others];
  const shape = others.reduce((known, { shape }) => broadcastShape(known, shape, 'total'), first.shape);
  const [out] = node({
    operator: 'Sum',
    inputs: terms,
    outputs: [{ type: first.type, shape }],
    gradient: ([dOut], wanted) =>
      dOut ? terms.map((term, index) => (wanted[index] ? sumTo(dOut, term) : undefined)) : [],
  });
  return out;
}
