/**
 * GRU (Cho et al. 2014) in the form of cuDNN and PyTorch, which is ONNX's with linear_before_reset = 1; gates z, r, n:
 *
 *   z, r = σ(W x_t + R h_{t−1} + b)    n = tanh(W_n x_t + b_n + r·(R_n h_{t−1} + b_rn))    h_t = n + z·(h_{t−1} − n)
 *
 * The bias is [D, 4H]: z, r, n and the recurrent bias of n. As in `lstm`, one form trains and one reads.
 */
import { part } from '../part.js';
import { constant, knownSize, type Tensor } from '../tensor.js';
import { add, mul, sigmoid, sub, tanh } from './elementwise.js';
import { matmul, transposeMatrix } from './matmul.js';
import {
  forGroups,
  fusedRecurrent,
  inGroups,
  outOfGroups,
  project,
  type RecurrentOptions,
  type RecurrentWeights,
  recurrentInputs,
  stepsAsRows,
  zeroState,
} from './recurrent.js';
import { sum } from './reduce.js';
import { scan } from './scan.js';
import { concat, reshape, split } from './shape.js';
import { type CellLoop, trainedRecurrence } from './trained-recurrence.js';

/**
 * @param x [T, N, I]
 * @param weights input [D, 3H, I], recurrent [D, 3H, H], bias [D, 4H]
 * @returns [T, N, D·H], or [1, N, D·H] when summarised; see `lstm` about padding.
 */
export function gru(x: Tensor, weights: RecurrentWeights, options: RecurrentOptions): Tensor {
  return trainedRecurrence('gru', x, weights, options, (read) => {
    const size = knownSize(weights.recurrent, 2, 'gru');
    const [inputBias, recurrentBias] = split(weights.bias, 1, [3 * size, size]);
    return loop(project(read, x, weights.input, inputBias), weights.recurrent, recurrentBias);
  });
}

/** The same by ONNX's operator, for graphs that only read. */
export function fusedGru(x: Tensor, weights: RecurrentWeights, options: RecurrentOptions): Tensor {
  const size = knownSize(weights.recurrent, 2, 'gru');
  const directions = knownSize(weights.recurrent, 0, 'gru');
  const [inputBias, recurrentBias] = split(weights.bias, 1, [3 * size, size]);
  const zeros = constant(new Float32Array(directions * 2 * size), [directions, 2 * size]);
  return part('gru.forward', [...recurrentInputs(x, weights, options), inputBias, recurrentBias], () =>
    fusedRecurrent('GRU', x, weights, concat([inputBias, zeros, recurrentBias], 1), options, {
      linear_before_reset: { int: 1 },
    }),
  );
}

function loop(projected: Tensor, recurrent: Tensor, recurrentBias: Tensor): CellLoop {
  const size = knownSize(recurrent, 2, 'gru');
  const transposed = forGroups(transposeMatrix(recurrent));
  const grouped = inGroups(projected);
  const stepBias = reshape(recurrentBias, [knownSize(recurrent, 0, 'gru'), 1, 1, size]);
  const [gates, n, fromHidden, difference] = scan({
    states: [zeroState(grouped, size)],
    sequences: [grouped],
    step: ([h], [slice]) => {
      const [gateSums, candidateSum] = split(matmul(h, transposed), 3, [2 * size, size]);
      const [gateInputs, candidateInput] = split(slice, 3, [2 * size, size]);
      const s = sigmoid(add(gateSums, gateInputs));
      const [z, r] = split(s, 3, [size, size]);
      const inner = add(candidateSum, stepBias);
      const candidate = tanh(add(candidateInput, mul(r, inner)));
      const change = sub(h, candidate);
      return { states: [add(candidate, mul(z, change))], outputs: [s, candidate, inner, change] };
    },
  });
  const [z, r] = split(gates, 4, [size, size]);
  return {
    hidden: outOfGroups(add(n, mul(z, difference)), projected),
    backward(dHidden) {
      const one = constant(1);
      const candidate = mul(sub(one, z), sub(one, mul(n, n)));
      const update = mul(difference, mul(z, sub(one, z)));
      const reset = mul(mul(candidate, fromHidden), mul(r, sub(one, r)));
      const factors = concat([update, reset, mul(candidate, r)], 4);
      const rows = (steps: Tensor) => stepsAsRows(outOfGroups(steps, projected));
      const [dSums, dTotal] = backwards(inGroups(dHidden), forGroups(recurrent), factors, z);
      const dRecurrent = rows(dSums);
      const [dGates, dInner] = split(dRecurrent, 2, [2 * size, size]);
      const input = concat([dGates, rows(mul(dTotal, candidate))], 2);
      return { input, recurrent: dRecurrent, innerBias: sum(dInner, [1], false) };
    },
  };
}

/** All but the matrices in groups of lines. @returns the gradients of the recurrent sums, and of each hidden state with its future */
function backwards(dHidden: Tensor, recurrent: Tensor, factors: Tensor, z: Tensor): readonly [Tensor, Tensor] {
  const zero = zeroState(dHidden, knownSize(recurrent, 3, 'gru'));
  return scan({
    states: [zero],
    sequences: [dHidden, factors, z],
    backwards: true,
    step: ([fromNext], [dOut, factor, keep]) => {
      const dh = add(dOut, fromNext);
      const sums = mul(concat([dh, dh, dh], 3), factor);
      const carried = add(matmul(sums, recurrent), mul(dh, keep));
      return { states: [{ ...carried, shape: zero.shape }], outputs: [sums, dh] };
    },
  });
}
