import { expect, it } from 'vitest';
import { dealByWidth } from '../dataset/index.js';
import { Network } from '../network/index.js';
import { Random } from '../random/index.js';
import { int64 } from '../runtime/index.js';
import { Engine, shardsFor } from './engine.js';
import { layOutParameters, packWeights } from './layout.js';
import type { Shard } from './task.js';
import { Vectors } from './vectors.js';

const network = new Network('[1,16,0,1 Cr3,3,4 Mp2,2 S1(1x0)1,3 Lbx6]', 4);
const layout = layOutParameters(network.parameters);
const widths = [40, 56, 64, 30, 72];
const width = 72;

function shardOf(lines: readonly number[]): Shard {
  const labels = lines.map((line) => [1, 2, 3, 1].slice(0, 2 + (line % 3)));
  const image = new Float32Array(lines.length * 16 * width);
  for (const [n, line] of lines.entries()) {
    const random = new Random('pixels', `${line}`);
    for (let i = 0; i < 16 * width; i++) image[n * 16 * width + i] = random.uniform();
  }
  const padded = labels.flatMap((label) => [...label, ...new Array<number>(4 - label.length).fill(0)]);
  const lineWidths = lines.map((line) => widths[line] ?? 0);
  return {
    samples: lines.map(String),
    feeds: {
      image: { data: image, shape: [lines.length, 1, 16, width] },
      widths: int64(lineWidths),
      labels: int64(padded, [lines.length, 4]),
      labelLength: int64(labels.map(({ length }) => length)),
    },
    weight: lineWidths.reduce((sum, lineWidth) => sum + lineWidth, 0),
    units: labels.flat().length,
  };
}

async function gradientOf(groups: readonly (readonly number[])[], threads: number) {
  const shards = shardsFor(threads);
  const vectors = new Vectors(layout, shards);
  packWeights(layout, network.initialWeights(4), vectors.weights);
  const engine = await Engine.create({ graph: network.trainingGraph(), layout, vectors, seed: 1, threads });
  try {
    const result = await engine.step(
      groups.map((group) => ({ shards: dealByWidth(group, shards, (line) => widths[line] ?? 0).map(shardOf) })),
      1,
    );
    return { ...result, gradient: result.gradient.slice() };
  } finally {
    await engine.dispose();
  }
}

it.each([
  [
    'two batches in turn',
    [
      [0, 1, 2],
      [3, 4],
    ],
    1,
  ],
  ['two sessions', [[0, 1, 2, 3, 4]], 2],
  [
    'two batches in turn on two sessions',
    [
      [0, 3],
      [1, 2, 4],
    ],
    2,
  ],
] as const)('%s give the gradient of one batch', async (_, groups, threads) => {
  const whole = await gradientOf([[0, 1, 2, 3, 4]], 1);
  const parts = await gradientOf(groups, threads);
  expect(parts.units).toBe(whole.units);
  const lossOf = (result: typeof whole) => new Map(result.losses.map(({ name, loss }) => [name, loss]));
  for (const [name, loss] of lossOf(whole)) expect(lossOf(parts).get(name)).toBeCloseTo(loss, 4);
  const largest = Math.max(...whole.gradient.map(Math.abs));
  whole.gradient.forEach((g, i) => expect(Math.abs(g - (parts.gradient[i] as number))).toBeLessThan(1e-5 * largest));
});
