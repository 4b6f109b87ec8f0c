/**
 * LSTM (Hochreiter & Schmidhuber 1997, with forget gates), gates in ONNX's order i, o, f, g:
 *
 *   i, o, f = σ(W x_t + R h_{t−1} + b)    g = tanh(…)    c_t = f·c_{t−1} + i·g    h_t = o·tanh(c_t)
 *
 * Two forms of the same function. `lstm` trains: a loop of eleven operators that also gives what the gradient needs.
 * `fusedLstm` reads: ONNX's own operator, several times faster, without a gradient.
 *
 * The gradient's local factors are computed for all steps at once, so that its loop is seven operators; the weights'
 * gradients are one product each, after the loop.
 */
import { constant, knownSize, part, type Tensor, withGradient } from '../tensor.js';
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
import { scan } from './scan.js';
import { concat, split } from './shape.js';

/**
 * @param x [T, N, I]
 * @param weights input [D, 4H, I], recurrent [D, 4H, H], bias [D, 4H]
 * @returns [T, N, D·H], or [1, N, D·H] when summarised. What stands after a sequence's length is not specified, and
 *   its gradient must be zero.
 */
export function lstm(x: Tensor, weights: RecurrentWeights, options: RecurrentOptions): Tensor {
  const all = part('lstm.forward', () => trainable(x, weights, options));
  return options.summarise ? lastSteps(all, directionCount(options.direction), options) : all;
}

/** The same by ONNX's operator, for graphs that only read. Zeros stand after a sequence's length. */
export function fusedLstm(x: Tensor, weights: RecurrentWeights, options: RecurrentOptions): Tensor {
  const zeros = constant(new Float32Array(weights.bias.shape.reduce<number>((n, s) => n * Number(s), 1)), [
    ...(weights.bias.shape as number[]),
  ]);
  return part('lstm.forward', () => fusedRecurrent('LSTM', x, weights, concat([weights.bias, zeros], 1), options));
}

function trainable(x: Tensor, weights: RecurrentWeights, options: RecurrentOptions): Tensor {
  const size = knownSize(weights.recurrent, 2, 'lstm');
  const read = perDirection(x, options);
  const projected = project(read, x, weights.input, weights.bias);
  const recurrent = transposeMatrix(weights.recurrent);
  const zero = zeroState(projected, size);
  const [gates, g, kept, tanhC] = scan({
    states: [zero, zero],
    sequences: [projected],
    step: ([h, c], [slice]) => {
      const sums = add(matmul(h as Tensor, recurrent), slice as Tensor);
      const [gateSums, candidateSum] = split(sums, 2, [3 * size, size]) as [Tensor, Tensor];
      const s = sigmoid(gateSums);
      const candidate = tanh(candidateSum);
      const [i, o, f] = split(s, 2, [size, size, size]) as [Tensor, Tensor, Tensor];
      const remembered = mul(f, c as Tensor);
      const cell = add(remembered, mul(i, candidate));
      const squashed = tanh(cell);
      return { states: [mul(o, squashed), cell], outputs: [s, candidate, remembered, squashed] };
    },
  }) as [Tensor, Tensor, Tensor, Tensor];
  const [i, o, f] = split(gates, 3, [size, size, size]) as [Tensor, Tensor, Tensor];
  const hidden = mul(o, tanhC);
  const factors = () => localFactors(i, o, f, g, kept, tanhC);
  return withGradient(
    joinDirections(hidden, options),
    [x, weights.input, weights.recurrent, weights.bias],
    ([dOut], wanted) => {
      if (!dOut) return [];
      return part('lstm.backward', () => {
        const { cell, gate } = factors();
        const dHidden = splitDirections(dOut, directionCount(options.direction), options);
        const dGates = stepsAsRows(backwards(dHidden, weights.recurrent, cell, gate, f));
        const gradients = projectionGradients(dGates, read, dGates, hidden);
        return [
          wanted[0] ? sumDirections(matmul(dGates, weights.input), x, options) : undefined,
          gradients.input(),
          gradients.recurrent(),
          gradients.bias(),
        ];
      });
    },
  );
}

/** ∂c/∂h without the sum over time, and ∂(gate sum)/∂(c or h) for the four gates side by side. */
function localFactors(i: Tensor, o: Tensor, f: Tensor, g: Tensor, kept: Tensor, tanhC: Tensor) {
  const one = constant(1);
  const cell = mul(o, sub(one, mul(tanhC, tanhC)));
  const gate = concat(
    [mul(g, mul(i, sub(one, i))), mul(tanhC, mul(o, sub(one, o))), mul(kept, sub(one, f)), mul(i, sub(one, mul(g, g)))],
    3,
  );
  return { cell, gate };
}

function backwards(dHidden: Tensor, recurrent: Tensor, cell: Tensor, gate: Tensor, f: Tensor): Tensor {
  const zero = zeroState(dHidden, knownSize(recurrent, 2, 'lstm'));
  const [dGates] = scan({
    states: [zero, zero],
    sequences: [dHidden, cell, gate, f],
    backwards: true,
    step: ([fromNext, dCellNext], [dOut, cellFactor, gateFactor, forget]) => {
      const dh = add(dOut as Tensor, fromNext as Tensor);
      const dc = add(mul(dh, cellFactor as Tensor), dCellNext as Tensor);
      const sums = mul(concat([dc, dh, dc, dc], 2), gateFactor as Tensor);
      return { states: [matmul(sums, recurrent), mul(dc, forget as Tensor)], outputs: [sums] };
    },
  });
  return dGates as Tensor;
}
