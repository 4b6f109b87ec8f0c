import { describe, expect, it } from 'vitest';
import { checkGradient, float, randomTensor, runGraph } from '../../../test/run-graph.js';
import { input, type Tensor } from '../tensor.js';
import { mul } from './elementwise.js';
import { fusedGru, gru } from './gru.js';
import { fusedLstm, lstm } from './lstm.js';
import type { Direction, RecurrentOptions } from './recurrent.js';
import { sru } from './sru.js';

const [time, inputs, size] = [5, 2, 3];
const allLengths = [5, 2, 4];
const batch = allLengths.length;
const lengths = input('lengths', 'int64', ['N']);
const lengthsOf = (lines: number) => ({
  lengths: { data: BigInt64Array.from(allLengths.slice(0, lines), BigInt), shape: [lines] },
});
const fixed = lengthsOf(batch);
const directions: readonly Direction[] = ['forward', 'reverse', 'bidirectional'];

const cells = [
  ['lstm', lstm, fusedLstm, 4],
  ['gru', gru, fusedGru, 3],
] as const;

function values(name: string, gates: number, direction: Direction, lines: number) {
  const d = direction === 'bidirectional' ? 2 : 1;
  const small = (shape: readonly number[], key: string) => {
    const { data } = randomTensor(shape, name, key);
    return float(
      data.map((v) => v * 0.6),
      shape,
    );
  };
  return {
    x: small([time, lines, inputs], 'x'),
    w: small([d, gates * size, inputs], 'w'),
    r: small([d, gates * size, size], 'r'),
    b: small([d, 4 * size], 'b'),
  };
}

/** 1 within each sequence: [T, N, 1] */
const insideOf = (lines: number) =>
  float(
    Array.from({ length: time * lines }, (_, i) => (Math.floor(i / lines) < (allLengths[i % lines] as number) ? 1 : 0)),
    [time, lines, 1],
  );

describe.each(cells)('%s', (name, trainable, fused, gates) => {
  // Of two lines each has its own product in the loop, of three they have one.
  describe.each(directions.flatMap((direction) => [2, 3].map((lines) => [direction, lines] as const)))(
    '%s, %i lines',
    (direction, batch) => {
      const feeds = values(name, gates, direction, batch);
      const fixed = lengthsOf(batch);
      const inside = insideOf(batch);
      const build = (
        run: typeof trainable,
        t: Readonly<Record<string, Tensor>>,
        options: Partial<RecurrentOptions> = {},
      ) =>
        run(
          t.x as Tensor,
          { input: t.w as Tensor, recurrent: t.r as Tensor, bias: t.b as Tensor },
          { direction, lengths, ...options },
        );
      const tensors = Object.fromEntries(
        Object.entries(feeds).map(([key, { shape }]) => [
          key,
          input(key, 'float32', key === 'x' ? ['T', 'N', inputs] : shape),
        ]),
      );

      it.each([false, true])(
        "agrees with ONNX's operator within the true lengths, summarised %s",
        async (summarise) => {
          const out = await runGraph(
            { ours: build(trainable, tensors, { summarise }), theirs: build(fused, tensors, { summarise }) },
            { ...feeds, ...fixed },
          );
          const width = (out.ours?.data.length as number) / batch / (summarise ? 1 : time);
          expect(out.ours?.shape).toEqual(out.theirs?.shape);
          out.ours?.data.forEach((value, i) => {
            const [t, n] = [Math.floor(i / width / batch), Math.floor(i / width) % batch];
            if (!summarise && t >= (allLengths[n] as number)) return;
            expect(value).toBeCloseTo(out.theirs?.data[i] as number, 5);
          });
        },
      );

      it.each([false, true])('has the gradients of central differences, summarised %s', (summarise) =>
        checkGradient({
          inputs: feeds,
          shapes: { x: ['T', 'N', inputs] },
          fixed: { ...fixed, inside },
          build: (t) => {
            const out = build(trainable, t, { summarise });
            return summarise ? out : mul(out, input('inside', 'float32', ['T', 'N', 1]));
          },
        }),
      );
    },
  );
});

describe.each(directions)('sru, %s', (direction) => {
  const d = direction === 'bidirectional' ? 2 : 1;
  const feeds = {
    x: randomTensor([time, batch, inputs], 'sru', 'x'),
    w: randomTensor([d, 4 * size, inputs], 'sru', 'w'),
    b: randomTensor([d, 4 * size], 'sru', 'b'),
  };
  const build = (t: Readonly<Record<string, Tensor>>, summarise: boolean) =>
    sru(t.x as Tensor, { input: t.w as Tensor, bias: t.b as Tensor }, { direction, lengths, summarise });

  /** The formula, step by step. */
  function expected(n: number): number[][] {
    const length = allLengths[n] as number;
    const rows = Array.from({ length }, () => [] as number[]);
    for (let k = 0; k < d; k++) {
      const reversed = direction === 'reverse' || k === 1;
      const cell = new Array<number>(size).fill(0);
      for (let step = 0; step < length; step++) {
        const t = reversed ? length - 1 - step : step;
        for (let unit = 0; unit < size; unit++) {
          const [f, r, candidate, skipped] = [0, 1, 2, 3].map((gate) => {
            const row = (k * 4 + gate) * size + unit;
            const terms = Array.from({ length: inputs }, (_, i) => {
              const weight = feeds.w.data[row * inputs + i] as number;
              return weight * (feeds.x.data[(t * batch + n) * inputs + i] as number);
            });
            const total = terms.reduce((a, b) => a + b, feeds.b.data[row] as number);
            return gate < 2 ? 1 / (1 + Math.exp(-total)) : total;
          }) as [number, number, number, number];
          cell[unit] = f * (cell[unit] as number) + (1 - f) * candidate;
          (rows[t] as number[])[k * size + unit] = r * (cell[unit] as number) + (1 - r) * skipped;
        }
      }
    }
    return rows;
  }

  it('is the formula, within the true lengths', async () => {
    const tensors = Object.fromEntries(
      Object.entries(feeds).map(([key, { shape }]) => [
        key,
        input(key, 'float32', key === 'x' ? ['T', 'N', inputs] : shape),
      ]),
    );
    const { all, last } = await runGraph(
      { all: build(tensors, false), last: build(tensors, true) },
      { ...feeds, ...fixed },
    );
    const width = d * size;
    for (let n = 0; n < batch; n++) {
      const rows = expected(n);
      rows.forEach((row, t) =>
        row.forEach((value, i) => expect(all?.data[(t * batch + n) * width + i]).toBeCloseTo(value, 5)),
      );
      const ends = Array.from({ length: width }, (_, i) => {
        const first = direction === 'reverse' || i >= size;
        return (first ? rows[0] : rows.at(-1))?.[i] as number;
      });
      ends.forEach((value, i) => expect(last?.data[n * width + i]).toBeCloseTo(value, 5));
    }
  });

  it('has the gradients of central differences', () =>
    checkGradient({
      inputs: feeds,
      shapes: { x: ['T', 'N', inputs] },
      fixed: { ...fixed, inside: insideOf(batch) },
      build: (t) => mul(build(t, false), input('inside', 'float32', ['T', 'N', 1])),
    }));
});
