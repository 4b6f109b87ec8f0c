/**
 * LSTM with weights as bytes, by an operator of ONNX Runtime; inputs and states are scaled as they come. For graphs that
 * only read: no gradient.
 */
import { part } from '../part.js';
import { type Dimension, knownSize, node, type Tensor } from '../tensor.js';
import { cast } from './elementwise.js';
import type { Quantised } from './quantise.js';
import { directionCount, type RecurrentOptions, recurrentOutput } from './recurrent.js';

export interface QuantisedLstmWeights {
  /** int8 [D, I, 4H], with a scale and a zero for each of [D, 4H]. */
  readonly input: Quantised;
  /** int8 [D, H, 4H], likewise. */
  readonly recurrent: Quantised;
  /** float32 [D, 8H]: ONNX's two biases. */
  readonly bias: Tensor;
}

/** The same as `fusedLstm`. */
export function quantisedLstm(
  x: Tensor,
  { input, recurrent, bias }: QuantisedLstmWeights,
  options: RecurrentOptions,
): Tensor {
  const size = knownSize(recurrent.values, 1, 'lstm');
  const directions = directionCount(options.direction);
  const [time, batch] = x.shape as [Dimension, Dimension];
  return part('lstm.forward', [x, options.lengths], () => {
    const [all, last] = node({
      operator: 'DynamicQuantizeLSTM',
      domain: 'com.microsoft',
      inputs: [
        x,
        input.values,
        recurrent.values,
        bias,
        cast(options.lengths, 'int32'),
        undefined,
        undefined,
        undefined,
        input.scale,
        input.zero,
        recurrent.scale,
        recurrent.zero,
      ],
      outputs: [
        { type: 'float32', shape: [time, directions, batch, size] },
        { type: 'float32', shape: [directions, batch, size] },
      ],
      attributes: { hidden_size: { int: size }, direction: { string: options.direction } },
    });
    return recurrentOutput(x, all, last, size, options);
  });
}
