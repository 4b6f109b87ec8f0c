/** The CTC loss as a differentiable operation of TensorFlow.js, on any backend that can read tensors at once. */
import {
  customGrad,
  mul,
  reshape,
  type Tensor,
  type Tensor1D,
  type Tensor3D,
  tensor,
  tensor1d,
} from '@tensorflow/tfjs-core';
import type { Labels } from './labels.js';
import { type CtcLossOptions, ctcLoss as ctcLossOfArrays } from './loss.js';

export interface TensorCtcLossOptions
  extends Omit<
    CtcLossOptions<Float32Array>,
    'logits' | 'shape' | 'labels' | 'gradient' | 'reduction' | 'labelLength' | 'logitLength'
  > {
  /** [B]. Default: the labels' width. */
  readonly labelLength?: Tensor | ArrayLike<number> | undefined;
  /** [B]. Default: T. */
  readonly logitLength?: Tensor | ArrayLike<number> | undefined;
}

/**
 * −ln P(label | logits) of each item, differentiable with respect to the logits: TensorFlow's `tf.nn.ctc_loss` for
 * TensorFlow.js. Softmax is taken inside.
 *
 * The backends cpu, wasm and webgl will do; webgpu can't read a tensor without waiting. The gradient can't be
 * differentiated once more.
 *
 * @param labels [B, L] class indices without blanks, padded with anything behind `labelLength`; or what `ctcLoss` of
 *   `@ductus/ctc` takes
 * @param logits [B, T, K], or [T, B, K] with `logitsTimeMajor` (TensorFlow's default)
 * @param options `blankIndex` is 0 unless given, −1 is the last class
 * @returns [B]; +Infinity where no path exists, with gradient 0
 * @throws RangeError as `ctcLoss` of `@ductus/ctc` does
 */
export function ctcLoss(labels: Tensor | Labels, logits: Tensor3D, options: TensorCtcLossOptions = {}): Tensor1D {
  const { labelLength, logitLength, ...rest } = options;
  const asArrays = {
    ...rest,
    labels: isTensor(labels) ? Int32Array.from(labels.dataSync()) : labels,
    labelLength: isTensor(labelLength) ? labelLength.dataSync() : labelLength,
    logitLength: isTensor(logitLength) ? logitLength.dataSync() : logitLength,
    shape: logits.shape,
    gradient: true,
  };
  const operation = customGrad((...inputs) => {
    const [scores, save] = inputs as unknown as [Tensor3D, (tensors: Tensor[]) => void];
    const { loss, gradient } = ctcLossOfArrays({ ...asArrays, logits: scores.dataSync() as Float32Array });
    save([tensor(gradient as Float32Array, scores.shape)]);
    return {
      value: tensor1d(Float32Array.from(loss)),
      gradFunc: (dLoss, saved) => {
        const [softmaxLessOccupancy] = saved as [Tensor];
        return mul(softmaxLessOccupancy, reshape(dLoss, options.logitsTimeMajor ? [1, -1, 1] : [-1, 1, 1]));
      },
    };
  });
  return operation(logits) as Tensor1D;
}

function isTensor(value: unknown): value is Tensor {
  return typeof value === 'object' && value !== null && 'dataSync' in value;
}
