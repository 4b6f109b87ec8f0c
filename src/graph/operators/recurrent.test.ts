import { describe, expect, it } from 'vitest';
import { checkGradient, float, randomTensor, runGraph } from '../../../test/run-graph.js';
import { input, type Tensor } from '../tensor.js';
import { mul } from './elementwise.js';
import { fusedGru, gru } from './gru.js';
import { fusedLstm, lstm } from './lstm.js';
import type { Direction, RecurrentOptions } from './recurrent.js';

const [time, batch, inputs, size] = [5, 3, 2, 3];
const trueLengths = [5, 2, 4];
const lengths = input('lengths', 'int64', ['N']);
const fixed = { lengths: { data: BigInt64Array.from(trueLengths, BigInt), shape: [batch] } };
const directions: readonly Direction[] = ['forward', 'reverse', 'bidirectional'];

const cells = [
  ['lstm', lstm, fusedLstm, 4],
  ['gru', gru, fusedGru, 3],
] as const;

function values(name: string, gates: number, direction: Direction) {
  const d = direction === 'bidirectional' ? 2 : 1;
  const small = (shape: readonly number[], key: string) => {
    const { data } = randomTensor(shape, name, key);
    return float(
      data.map((v) => v * 0.6),
      shape,
    );
  };
  return {
    x: small([time, batch, inputs], 'x'),
    w: small([d, gates * size, inputs], 'w'),
    r: small([d, gates * size, size], 'r'),
    b: small([d, 4 * size], 'b'),
  };
}

/** 1 within each sequence: [T, N, 1] */
const inside = float(
  Array.from({ length: time * batch }, (_, i) => (Math.floor(i / batch) < (trueLengths[i % batch] as number) ? 1 : 0)),
  [time, batch, 1],
);

describe.each(cells)('%s', (name, trainable, fused, gates) => {
  describe.each(directions)('%s', (direction) => {
    const feeds = values(name, gates, direction);
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

    it.each([false, true])("agrees with ONNX's operator within the true lengths, summarised %s", async (summarise) => {
      const out = await runGraph(
        { ours: build(trainable, tensors, { summarise }), theirs: build(fused, tensors, { summarise }) },
        { ...feeds, ...fixed },
      );
      const width = (out.ours?.data.length as number) / batch / (summarise ? 1 : time);
      expect(out.ours?.shape).toEqual(out.theirs?.shape);
      out.ours?.data.forEach((value, i) => {
        const [t, n] = [Math.floor(i / width / batch), Math.floor(i / width) % batch];
        if (!summarise && t >= (trueLengths[n] as number)) return;
        expect(value).toBeCloseTo(out.theirs?.data[i] as number, 5);
      });
    });

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
  });
});
