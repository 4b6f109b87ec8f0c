/**
 * Mean 0 and variance 1 of each image of a batch over its height and its valid columns: group normalisation (Wu & He 2018),
 * with the groups as channels. The gradient is the closed form, three sums instead of a chain of ten passes:
 *
 *   dx = (dy − mean(dy) − y·mean(dy·y)) / σ    on valid columns
 */
import { part } from '../part.js';
import { knownSize, scalar, type Tensor, withGradient } from '../tensor.js';
import { add, div, mul, sqrt, sub } from './elementwise.js';
import { sum } from './reduce.js';

/** Added to the variance, as everywhere (PyTorch's default). */
export const varianceFloor = 1e-5;

/** Their statistics are of these axes. */
const axes = [2, 3];

/**
 * @param x [B, C, H, W]; H known
 * @param mask 1 on valid columns and 0 elsewhere, where the result is 0: [B, 1, 1, W]
 */
export function standardise(x: Tensor, mask: Tensor): Tensor {
  return part('normalise', [x, mask], () => {
    const count = mul(sum(mask, axes), scalar(knownSize(x, 2, 'standardise'), 'float32'));
    const average = (values: Tensor) => div(sum(values, axes), count);
    const centred = mul(sub(x, average(mul(x, mask))), mask);
    const variance = average(mul(centred, centred));
    const deviation = sqrt(add(variance, scalar(varianceFloor, 'float32')));
    const out = div(centred, deviation);
    const rule = ([dOut]: readonly (Tensor | undefined)[]) => {
      if (!dOut) return [];
      return part('normalise', [dOut, x, mask], () => {
        const valid = mul(dOut, mask);
        const inner = sub(sub(valid, average(valid)), mul(out, average(mul(valid, out))));
        return [mul(div(inner, deviation), mask)];
      });
    };
    return withGradient(out, [x], rule);
  });
}
