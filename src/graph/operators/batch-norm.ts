/**
 * Batch normalisation (Ioffe & Szegedy 2015) of whole images, or of lines of different widths, of which a mask says the columns
 * that count.
 *
 * The variance is the mean of the squares less the square of the mean, so that x is read twice and never written
 * again: exact enough while the mean of a channel is less than some hundred deviations from 0. (ONNX's training_mode
 * would be one but ONNX Runtime writes its statistics over the constants that go in.)
 *
 * Backwards, with x̂ = (x − μ)/σ and N values a channel,
 *
 *   dShift = Σ dy,  dScale = Σ dy·x̂,  dx = scale/σ · (dy − dShift/N − x̂ · dScale/N)
 *
 * where dx is written as k·dy + (m·(x − μ) + c) with numbers of a channel, so that x̂ never lies in memory.
 */

import { oneOutput } from '../one-output.js';
import { part } from '../part.js';
import { constant, formatShape, knownSize, scalar, type Tensor, withGradient } from '../tensor.js';
import { add, cast, div, maximum, mul, neg, sqrt, sub } from './elementwise.js';
import { pixelDot } from './pixel-dot.js';
import { sum } from './reduce.js';
import { reshape } from './shape.js';
import { varianceFloor } from './standardise.js';

export interface Normalised {
  /** scale·(x − mean)/√(variance + 1e-5) + shift, of the shape of x */
  readonly out: Tensor;
  /** The batch's, [C]; the variance is the biased one. */
  readonly mean: Tensor;
  readonly variance: Tensor;
}

/**
 * @param x [B, C, H, W]; C known, and H where there is a mask
 * @param scale [C], as `shift`
 * @param mask 1 on the columns that count and 0 elsewhere, where the result is 0: [B, 1, 1, W]. Default: all count
 */
export function batchNorm(x: Tensor, scale: Tensor, shift: Tensor, mask?: Tensor): Normalised {
  if (x.shape.length !== 4) throw new Error(`batchNorm: image must be [B, C, H, W], got ${formatShape(x.shape)}`);
  const channels = knownSize(x, 1, 'batchNorm');
  const counted = (values: Tensor) => (mask ? mul(values, mask) : values);
  return part('normalise', [x, scale, shift], () => {
    const count = mask
      ? mul(sum(mask, [0, 1, 2, 3], false), scalar(knownSize(x, 2, 'batchNorm'), 'float32'))
      : div(sizeAsFloat(x), scalar(channels, 'float32'));
    const valid = counted(x);
    const mean = div(sum(valid, [0, 2, 3], false), count);
    const squares = div(reshape(sum(pixelDot(valid, valid), [0], false), [channels]), count);
    const variance = maximum(sub(squares, mul(mean, mean)), scalar(0, 'float32'));
    const out = counted(affine(valid, { scale, shift, mean, variance }, varianceFloor));
    const rule = ([dOut]: readonly (Tensor | undefined)[], wanted: readonly boolean[]) =>
      dOut
        ? part('normalise', [dOut, x, scale, mean, variance, count], () => {
            const [dX, ...others] = inputGradients(valid, counted(dOut), { scale, mean, variance, count }, wanted);
            return [dX && counted(dX), ...others];
          })
        : [];
    return { out: withGradient(out, [x, scale, shift], rule), mean, variance };
  });
}

interface Affine {
  readonly scale: Tensor;
  readonly shift: Tensor;
  readonly mean: Tensor;
  readonly variance: Tensor;
}

function inputGradients(
  x: Tensor,
  dOut: Tensor,
  { scale, mean, variance, count }: Omit<Affine, 'shift'> & { readonly count: Tensor },
  wanted: readonly boolean[],
): readonly (Tensor | undefined)[] {
  const channels = knownSize(x, 1, 'batchNorm');
  const deviation = sqrt(add(variance, scalar(varianceFloor, 'float32')));
  const dShift = sum(dOut, [0, 2, 3], false);
  const products = reshape(sum(pixelDot(dOut, x), [0], false), [channels]);
  const dScale = div(sub(products, mul(mean, dShift)), deviation);
  if (!wanted[0]) return [undefined, dScale, dShift];
  const k = div(scale, deviation);
  const m = neg(div(div(mul(k, dScale), deviation), count));
  const c = neg(div(mul(k, dShift), count));
  const unit = constant(new Float32Array(channels).fill(1));
  const ofX = affine(x, { scale: m, shift: c, mean, variance: unit }, 0);
  return [add(mul(dOut, reshape(k, [1, channels, 1, 1])), ofX), dScale, dShift];
}

/** scale·(x − mean)/√(variance + floor) + shift, with numbers of each channel, in one pass. */
function affine(x: Tensor, { scale, shift, mean, variance }: Affine, floor: number): Tensor {
  return oneOutput({
    operator: 'BatchNormalization',
    inputs: [x, scale, shift, mean, variance],
    output: { type: x.type, shape: x.shape },
    attributes: { epsilon: { float: floor } },
  });
}

function sizeAsFloat(x: Tensor): Tensor {
  const size = oneOutput({ operator: 'Size', inputs: [x], output: { type: 'int64', shape: [] } });
  return cast(size, 'float32');
}
