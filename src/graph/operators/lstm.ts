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
import { scan } from './scan.js';
import { concat, split } from './shape.js';
import { type CellLoop, trainedRecurrence } from './trained-recurrence.js';

/**
 * @param x [T, N, I]
 * @param weights input [D, 4H, I], recurrent [D, 4H, H], bias [D, 4H]
 * @returns [T, N, D·H], or [1, N, D·H] when summarised. What stands after a sequence's length is not specified, and
 *   its gradient must be zero.
 */
export function lstm(x: Tensor, weights: RecurrentWeights, options: RecurrentOptions): Tensor {
  return trainedRecurrence('lstm', x, weights, options, (read) =>
    loop(project(read, x, weights.input, weights.bias), weights.recurrent),
  );
}

/** The same by ONNX's operator, for graphs that only read. Zeros stand after a sequence's length. */
export function fusedLstm(x: Tensor, weights: RecurrentWeights, options: RecurrentOptions): Tensor {
  const [directions, width] = [knownSize(weights.bias, 0, 'lstm'), knownSize(weights.bias, 1, 'lstm')];
  const zeros = constant(new Float32Array(directions * width), [directions, width]);
  return part('lstm.forward', recurrentInputs(x, weights, options), () =>
    fusedRecurrent('LSTM', x, weights, concat([weights.bias, zeros], 1), options),
  );
}

function loop(projected: Tensor, recurrent: Tensor): CellLoop {
  const size = knownSize(recurrent, 2, 'lstm');
  const transposed = forGroups(transposeMatrix(recurrent));
  const grouped = inGroups(projected);
  const zero = zeroState(grouped, size);
  const [gates, g, kept, tanhC] = scan({
    states: [zero, zero],
    sequences: [grouped],
    step: ([h, c], [slice]) => {
      const sums = add(matmul(h, transposed), slice);
      const [gateSums, candidateSum] = split(sums, 3, [3 * size, size]);
      const s = sigmoid(gateSums);
      const candidate = tanh(candidateSum);
      const [i, o, f] = split(s, 3, [size, size, size]);
      const remembered = mul(f, c);
      const cell = add(remembered, mul(i, candidate));
      const squashed = tanh(cell);
      return { states: [mul(o, squashed), cell], outputs: [s, candidate, remembered, squashed] };
    },
  });
  const [i, o, f] = split(gates, 4, [size, size, size]);
  return {
    hidden: outOfGroups(mul(o, tanhC), projected),
    backward(dHidden) {
      const { cell, gate } = localFactors(i, o, f, g, kept, tanhC);
      const dSums = backwards(inGroups(dHidden), forGroups(recurrent), cell, gate, f);
      const dGates = stepsAsRows(outOfGroups(dSums, projected));
      return { input: dGates, recurrent: dGates };
    },
  };
}

/** ∂c/∂h without the sum over time, and ∂(gate sum)/∂(c or h) for the four gates side by side. */
function localFactors(i: Tensor, o: Tensor, f: Tensor, g: Tensor, kept: Tensor, tanhC: Tensor) {
  const one = constant(1);
  const cell = mul(o, sub(one, mul(tanhC, tanhC)));
  const gate = concat(
    [mul(g, mul(i, sub(one, i))), mul(tanhC, mul(o, sub(one, o))), mul(kept, sub(one, f)), mul(i, sub(one, mul(g, g)))],
    4,
  );
  return { cell, gate };
}

/** All but the matrices in groups of lines. */
function backwards(dHidden: Tensor, recurrent: Tensor, cell: Tensor, gate: Tensor, f: Tensor): Tensor {
  const zero = zeroState(dHidden, knownSize(recurrent, 3, 'lstm'));
  const [dGates] = scan({
    states: [zero, zero],
    sequences: [dHidden, cell, gate, f],
    backwards: true,
    step: ([fromNext, dCellNext], [dOut, cellFactor, gateFactor, forget]) => {
      const dh = add(dOut, fromNext);
      const dc = add(mul(dh, cellFactor), dCellNext);
      const sums = mul(concat([dc, dh, dc, dc], 3), gateFactor);
      return { states: [matmul(sums, recurrent), mul(dc, forget)], outputs: [sums] };
    },
  });
  return dGates;
}
