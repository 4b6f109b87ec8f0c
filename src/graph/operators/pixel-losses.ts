/**
 * Losses of maps, pixel by pixel, each with weights that count a pixel more, less or not at all. Each gives one number
 * for each map of each image, so that images computed in different sessions add up to the loss of all together; and each
 * has one rule for its gradient, in which nothing overflows. Targets must be finite where their weight is 0, too.
 */

import { oneOutput } from '../one-output.js';
import { part } from '../part.js';
import { constant, formatShape, sameShape, scalar, type Tensor, withGradient } from '../tensor.js';
import { add, div, log, maximum, mul, neg, relu, sigmoid, sub } from './elementwise.js';
import { pixelDot } from './pixel-dot.js';
import { sum } from './reduce.js';

/** What a map is compared with, and what each of its pixels counts: both of the map's shape, [B, C, H, W]. */
export interface PixelTargets {
  readonly targets: Tensor;
  /** 0 and above */
  readonly weights: Tensor;
}

/**
 * Binary cross-entropy, the weighted mean over the pixels, 0 where no pixel counts:
 *
 *   Σ w·(t·max(−z, 0) + (1 − t)·max(z, 0) − ln σ(|z|)) / max(Σ w, 1),  its gradient w·(σ(z) − t) / max(Σ w, 1)
 *
 * which is the usual definition (ONNX Runtime's Softplus would take three times as long).
 *
 * @param logits [B, C, H, W], before the sigmoid
 * @param pixels targets from 0 to 1
 * @returns [B, C, 1, 1]
 */
export function binaryCrossEntropy(logits: Tensor, pixels: PixelTargets): Tensor {
  checkShapes(logits, pixels, 'binaryCrossEntropy');
  const { targets, weights } = pixels;
  return part('loss', [logits, targets, weights], () => {
    const positive = mul(weights, targets);
    const count = counted(weights);
    const wrong = add(pixelDot(positive, relu(neg(logits))), pixelDot(sub(weights, positive), relu(logits)));
    const total = sub(wrong, pixelDot(weights, log(sigmoid(magnitude(logits)))));
    return withGradient(div(total, count), [logits], ([dOut]) =>
      dOut
        ? [
            part('loss', [dOut, logits, weights, positive, count], () =>
              mul(sub(mul(weights, sigmoid(logits)), positive), div(dOut, count)),
            ),
          ]
        : [],
    );
  });
}

/**
 * 1 − the soft Dice coefficient of σ(logits) and the targets (Milletari et al. 2016, without their squares), smoothed:
 *
 *   1 − I/S,  I = 2·Σ w·p·t + 1,  S = Σ w·p + Σ w·t + 1,  ∂/∂z = w·(I/S² − 2t/S) · p·(1 − p)
 *
 * @param logits [B, C, H, W], before the sigmoid
 * @param pixels targets from 0 to 1
 * @returns [B, C, 1, 1], 0 to 1
 */
export function softDice(logits: Tensor, pixels: PixelTargets): Tensor {
  checkShapes(logits, pixels, 'softDice');
  const { targets, weights } = pixels;
  return part('loss', [logits, targets, weights], () => {
    const unit = scalar(1, 'float32');
    const two = scalar(2, 'float32');
    const p = sigmoid(logits);
    const positive = mul(weights, targets);
    const common = add(mul(two, pixelDot(p, positive)), unit);
    const all = add(add(pixelDot(p, weights), sum(positive, [2, 3])), unit);
    const loss = sub(unit, div(common, all));
    return withGradient(loss, [logits], ([dOut]) => {
      if (!dOut) return [];
      return part('loss', [dOut, weights, positive, p, common, all], () => {
        const ofAll = mul(dOut, div(common, mul(all, all)));
        const ofPositive = div(mul(dOut, two), all);
        const toP = sub(mul(weights, ofAll), mul(positive, ofPositive));
        return [mul(toP, mul(p, sub(unit, p)))];
      });
    });
  });
}

/**
 * Huber's loss, e²/2 up to an error of 1 and |e| − 1/2 beyond (Huber 1964), the weighted mean over the pixels, 0 where
 * no pixel counts. With e cut to −1 and 1, c, it is c·(e − c/2), and its gradient is c.
 *
 * @param values [B, C, H, W]
 * @returns [B, C, 1, 1]
 */
export function huber(values: Tensor, pixels: PixelTargets): Tensor {
  checkShapes(values, pixels, 'huber');
  const { targets, weights } = pixels;
  return part('loss', [values, targets, weights], () => {
    const error = sub(values, targets);
    const cut = oneOutput({
      operator: 'Clip',
      inputs: [error, constant(-1), constant(1)],
      output: { type: error.type, shape: error.shape },
    });
    const weighted = mul(weights, cut);
    const count = counted(weights);
    const total = sub(pixelDot(weighted, error), div(pixelDot(weighted, cut), scalar(2, 'float32')));
    return withGradient(div(total, count), [values], ([dOut]) =>
      dOut ? [part('loss', [dOut, weighted, count], () => mul(weighted, div(dOut, count)))] : [],
    );
  });
}

/** max(Σ w, 1) for each map */
function counted(weights: Tensor): Tensor {
  return maximum(sum(weights, [2, 3]), scalar(1, 'float32'));
}

function magnitude(x: Tensor): Tensor {
  return oneOutput({ operator: 'Abs', inputs: [x], output: { type: x.type, shape: x.shape } });
}

function checkShapes(maps: Tensor, { targets, weights }: PixelTargets, operator: string): void {
  if (maps.shape.length === 4 && sameShape(maps.shape, targets.shape) && sameShape(maps.shape, weights.shape)) return;
  const shapes = [maps, targets, weights].map(({ shape }) => formatShape(shape)).join(', ');
  throw new Error(`${operator}: maps, targets and weights must all be the same [B, C, H, W], got ${shapes}`);
}
