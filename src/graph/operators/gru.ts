/**
 * GRU (Cho et al. 2014) in the form of cuDNN and PyTorch, which is ONNX's with linear_before_reset = 1; gates z, r, n:
 *
 *   z, r = σ(W x_t + R h_{t−1} + b)    n = tanh(W_n x_t + b_n + r·(R_n h_{t−1} + b_rn))    h_t = n + z·(h_{t−1} − n)
 *
 * The bias is [D, 4H]: z, r, n and the recurrent bias of n. As in `lstm`, one form trains and one reads.
 */
import { constant, type Dimension, knownSize, part, type Tensor, withGradient } from '../tensor.js';
import { add, mul, sigmoid, sub, tanh } from './elementwise.js';
import { matmul, transposeMatrix } from './matmul.js';
import {
  directionCount,
  fusedRecurrent,
  joinDirections,
  lastSteps,
  perDirection,
  project,
  projectionGradients,
  type RecurrentOptions,
  type RecurrentWeights,
  splitDirections,
  stepsAsRows,
  sumDirections,
  zeroState,
} from './recurrent.js';
import { sum } from './reduce.js';
import { scan } from './scan.js';
import { concat, reshape, split } from './shape.js';

/**
 * @param x [T, N, I]
 * @param weights input [D, 3H, I], recurrent [D, 3H, H], bias [D, 4H]
 * @returns [T, N, D·H], or [1, N, D·H] when summarised; see `lstm` about padding.
 */
export function gru(x: Tensor, weights: RecurrentWeights, options: RecurrentOptions): Tensor {
  const all = part('gru.forward', () => trainable(x, weights, options));
  return options.summarise ? lastSteps(all, directionCount(options.direction), options) : all;
}

/** The same by ONNX's operator, for graphs that only read. */
export function fusedGru(x: Tensor, weights: RecurrentWeights, options: RecurrentOptions): Tensor {
  const size = knownSize(weights.recurrent, 2, 'gru');
  const directions = knownSize(weights.recurrent, 0, 'gru');
  const [inputBias, recurrentBias] = split(weights.bias, 1, [3 * size, size]) as [Tensor, Tensor];
  const zeros = constant(new Float32Array(directions * 2 * size), [directions, 2 * size]);
  return part('gru.forward', () =>
    fusedRecurrent('GRU', x, weights, concat([inputBias, zeros, recurrentBias], 1), options, {
      linear_before_reset: { int: 1 },
    }),
  );
}

function trainable(x: Tensor, weights: RecurrentWeights, options: RecurrentOptions): Tensor {
  const size = knownSize(weights.recurrent, 2, 'gru');
  const directions = directionCount(options.direction);
  const read = perDirection(x, options);
  const [inputBias, recurrentBias] = split(weights.bias, 1, [3 * size, size]) as [Tensor, Tensor];
  const projected = project(read, x, weights.input, inputBias);
  const recurrent = transposeMatrix(weights.recurrent);
  const stepBias = reshape(recurrentBias, [directions, 1, size]);
  const [gates, n, fromHidden, difference] = scan({
    states: [zeroState(projected, size)],
    sequences: [projected],
    step: ([h], [slice]) => {
      const [gateSums, candidateSum] = split(matmul(h as Tensor, recurrent), 2, [2 * size, size]) as [Tensor, Tensor];
      const [gateInputs, candidateInput] = split(slice as Tensor, 2, [2 * size, size]) as [Tensor, Tensor];
      const s = sigmoid(add(gateSums, gateInputs));
      const [z, r] = split(s, 2, [size, size]) as [Tensor, Tensor];
      const inner = add(candidateSum, stepBias);
      const candidate = tanh(add(candidateInput, mul(r, inner)));
      const change = sub(h as Tensor, candidate);
      return { states: [add(candidate, mul(z, change))], outputs: [s, candidate, inner, change] };
    },
  }) as [Tensor, Tensor, Tensor, Tensor];
  const [z, r] = split(gates, 3, [size, size]) as [Tensor, Tensor];
  const hidden = add(n, mul(z, difference));
  return withGradient(
    joinDirections(hidden, options),
    [x, weights.input, weights.recurrent, weights.bias],
    ([dOut], wanted) => {
      if (!dOut) return [];
      return part('gru.backward', () => {
        const one = constant(1);
        const candidate = mul(sub(one, z), sub(one, mul(n, n)));
        const update = mul(difference, mul(z, sub(one, z)));
        const reset = mul(mul(candidate, fromHidden), mul(r, sub(one, r)));
        const factors = concat([update, reset, mul(candidate, r)], 3);
        const dHidden = splitDirections(dOut, directions, options);
        const [dSums, dTotal] = backwards(dHidden, weights.recurrent, factors, z);
        const dRecurrent = stepsAsRows(dSums);
        const [dGates, dInner] = split(dRecurrent, 2, [2 * size, size]) as [Tensor, Tensor];
        const dInput = concat([dGates, stepsAsRows(mul(dTotal, candidate))], 2);
        const gradients = projectionGradients(dInput, read, dRecurrent, hidden);
        return [
          wanted[0] ? sumDirections(matmul(dInput, weights.input), x, options) : undefined,
          gradients.input(),
          gradients.recurrent(),
          concat([gradients.bias(), sum(dInner, [1], false)], 1),
        ];
      });
    },
  );
}

/** @returns the gradients of the recurrent sums [T, D, N, 3H], and of each hidden state with its future [T, D, N, H] */
function backwards(dHidden: Tensor, recurrent: Tensor, factors: Tensor, z: Tensor): readonly [Tensor, Tensor] {
  const [, directions, batch, size] = dHidden.shape as [Dimension, number, Dimension, number];
  return scan({
    states: [zeroState(dHidden, size)],
    sequences: [dHidden, factors, z],
    backwards: true,
    step: ([fromNext], [dOut, factor, keep]) => {
      const dh = add(dOut as Tensor, fromNext as Tensor);
      const sums = mul(concat([dh, dh, dh], 2), factor as Tensor);
      const carried = add(matmul(sums, recurrent), mul(dh, keep as Tensor));
      return { states: [{ ...carried, shape: [directions, batch, size] }], outputs: [sums, dh] };
    },
  }) as unknown as readonly [Tensor, Tensor];
}
