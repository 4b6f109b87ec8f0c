import { describe, expect, it } from 'vitest';
import { float, randomTensor, runGraph } from '../../../test/run-graph.js';
import { constant, input } from '../tensor.js';
import { conv2d } from './conv.js';
import { fusedLstm } from './lstm.js';
import { dequantise, quantise, scaleTensors } from './quantise.js';
import { quantisedConv2d } from './quantised-conv.js';
import { quantisedLstm } from './quantised-lstm.js';

/** Bytes about 0, each standing for itself. */
function wholeNumbers(values: readonly number[], shape: readonly number[], rows: readonly number[]) {
  const count = rows.reduce((a, b) => a * b, 1);
  return {
    values: constant(Int8Array.from(values), shape),
    scale: constant(new Float32Array(count).fill(1), rows),
    zero: constant(new Int8Array(count), rows),
  };
}

it('numbers become the nearest byte and come back; what is beyond the range becomes its end', async () => {
  const x = input('x', 'float32', ['N']);
  const { out } = await runGraph(
    { out: dequantise(quantise(x, { scale: 0.5, zero: 10 })) },
    { x: float([0, 1.1, -3, -100, 1000], [5]) },
  );
  expect(out?.data).toEqual([0, 1, -3, -5, 122.5]);
});

describe.each([
  ['stride 1', {}],
  ['strides and dilation', { stride: [2, 1], dilation: [1, 2] }],
] as const)('a convolution of bytes, %s', (_, options) => {
  it('gives what conv2d gives of the same whole numbers', async () => {
    const [filters, bias] = [
      [1, -2, 3, 0, 2, 1, -1, 4, 2, 1, 0, -3],
      [5, -7],
    ];
    const shape = [2, 2, 1, 3];
    const x = input('x', 'float32', ['B', 2, 3, 'W']);
    const bytes = quantisedConv2d(
      quantise(x, { scale: 1, zero: 0 }),
      { filters: wholeNumbers(filters, shape, [2]), bias: constant(Int32Array.from(bias)) },
      scaleTensors({ scale: 1, zero: 128 }),
      options,
    );
    const out = await runGraph(
      {
        bytes: dequantise(bytes),
        numbers: conv2d(x, constant(Float32Array.from(filters), shape), constant(Float32Array.from(bias)), options),
      },
      {
        x: float(
          Array.from({ length: 2 * 2 * 3 * 5 }, (_, i) => (i * 7) % 9),
          [2, 2, 3, 5],
        ),
      },
    );
    expect(out.bytes).toEqual(out.numbers);
  });
});

it('an LSTM of bytes gives what fusedLstm gives of the same whole numbers, but for the rounding of its inputs', async () => {
  const [inputs, size] = [2, 2];
  const gates = 4 * size;
  const rows = Array.from({ length: gates * inputs }, (_, i) => ((i * 5) % 7) - 3);
  const transposed = (values: readonly number[]) =>
    Array.from({ length: values.length }, (_, i) => values[(i % gates) * inputs + Math.floor(i / gates)] ?? 0);
  const bias = Float32Array.from({ length: gates }, (_, i) => 0.1 * (i - 3));
  const [x, lengths] = [input('x', 'float32', ['T', 'N', inputs]), input('lengths', 'int64', ['N'])];
  const weights = {
    input: constant(Float32Array.from(rows), [1, gates, inputs]),
    recurrent: constant(Float32Array.from(rows), [1, gates, size]),
    bias: constant(bias, [1, gates]),
  };
  const bytes = {
    input: wholeNumbers(transposed(rows), [1, inputs, gates], [1, gates]),
    recurrent: wholeNumbers(transposed(rows), [1, size, gates], [1, gates]),
    bias: constant(Float32Array.from([...bias, ...new Float32Array(gates)]), [1, 2 * gates]),
  };
  const options = { direction: 'forward', lengths } as const;
  const out = await runGraph(
    { bytes: quantisedLstm(x, bytes, options), numbers: fusedLstm(x, weights, options) },
    { x: randomTensor([4, 3, inputs], 'quantised lstm'), lengths: { data: BigInt64Array.of(4n, 2n, 3n), shape: [3] } },
  );
  expect(out.bytes?.shape).toEqual([4, 3, size]);
  out.bytes?.data.forEach((value, i) => expect(Math.abs(value - Number(out.numbers?.data[i]))).toBeLessThan(0.05));
});
