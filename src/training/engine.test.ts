import { expect, it } from 'vitest';
import { dealByWidth, type LoadedBatch, type PlannedLine } from '../dataset/index.js';
import { Network } from '../network/index.js';
import { Random } from '../random/index.js';
import { Alphabet } from '../text/index.js';
import { Engine } from './engine.js';
import { layOutParameters, packWeights } from './layout.js';

const alphabet = new Alphabet(['a', 'b', 'c']);
const network = new Network('[1,16,0,1 Cr3,3,4 Mp2,2 S1(1x0)1,3 Lbx6]', alphabet.classes);
const layout = layOutParameters(network.parameters);
const widths = [40, 56, 64, 30, 72];
const width = 72;

function batchOf(indices: readonly number[], shards: number): LoadedBatch {
  const lines = indices.map((index): PlannedLine => {
    const text = 'abcab'.slice(0, 2 + (index % 3));
    const own = widths[index] as number;
    const sample = { name: `${index}`, key: `${index}`, imagePath: '', text, document: '', width: own, height: 16 };
    return { sample, width: own };
  });
  return {
    plan: { lines, width },
    skipped: [],
    shards: dealByWidth(lines, shards, (line) => line.width).map((own) => {
      const image = new Float32Array(own.length * 16 * width);
      own.forEach(({ sample }, n) => {
        const random = new Random('pixels', sample.key);
        for (let i = 0; i < 16 * width; i++) image[n * 16 * width + i] = random.uniform();
      });
      return { lines: own, image, width, widths: own.map((line) => line.width) };
    }),
  };
}

async function gradientOf(groups: readonly (readonly number[])[], threads: number) {
  const weights = new SharedArrayBuffer(layout.length * 4);
  packWeights(layout, network.initialWeights(4), new Float32Array(weights));
  const engine = await Engine.create({
    direction: 'auto',
    network,
    layout,
    alphabet,
    weights,
    seed: 1,
    threads,
  });
  try {
    const result = await engine.step(
      groups.map((group) => batchOf(group, engine.shards)),
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
  expect(parts.characters).toBe(whole.characters);
  const lossOf = (result: typeof whole) => new Map(result.losses.map(({ name, loss }) => [name, loss]));
  for (const [name, loss] of lossOf(whole)) expect(lossOf(parts).get(name)).toBeCloseTo(loss, 4);
  const largest = Math.max(...whole.gradient.map(Math.abs));
  whole.gradient.forEach((g, i) => expect(Math.abs(g - (parts.gradient[i] as number))).toBeLessThan(1e-5 * largest));
});
