import { expect, it } from 'vitest';
import { readOnnx } from '../../graph/index.js';
import { known } from '../../known.js';
import { Random } from '../../random/index.js';
import { createSession, type RuntimeTensor } from '../../runtime/index.js';
import { AdamW, layOutParameters, packWeights } from '../../training/index.js';
import { LayoutNetwork } from './layout-network.js';
import type { LayoutSpec } from './layout-spec.js';

const tiny: LayoutSpec = { channels: [6, 8, 12, 16], reach: 5, regionTypes: ['marginalia'] };
const network = new LayoutNetwork(tiny);
const side = 64;
const half = side / 2;
const ascender = Math.log2(12);
const descender = Math.log2(4);

interface Example {
  readonly image: Float32Array;
  readonly maps: Float32Array;
  readonly mapWeights: Float32Array;
  readonly heights: Float32Array;
  readonly heightWeights: Float32Array;
}

/** A page with two or three "lines": zigzags of ink from the baseline to the ascender, sometimes on noisy paper. */
function drawn(random: Random): Example {
  const maps = network.maps.length;
  const example = {
    image: new Float32Array(side * side),
    maps: new Float32Array(maps * half * half),
    mapWeights: new Float32Array(maps * half * half).fill(1),
    heights: new Float32Array(2 * half * half),
    heightWeights: new Float32Array(2 * half * half),
  };
  const mark = (map: string, x: number, y: number) => {
    const at = (network.maps.indexOf(map) * half + y) * half + x;
    if (x >= 0 && y >= 0 && x < half && y < half) example.maps[at] = 1;
  };
  for (let baseline = 14 + random.below(6); baseline < side - 4; baseline += 20) {
    const [from, to] = [4 + random.below(8), side - 5 - random.below(8)];
    for (let x = from; x <= to; x++) {
      const y = baseline - Math.abs(((3 * x) % 24) - 12);
      for (const thick of [0, 1]) example.image[(y + thick) * side + x] = random.between(0.7, 1);
    }
    const row = Math.floor(baseline / 2);
    for (let x = Math.ceil(from / 2); x <= Math.floor(to / 2); x++) {
      for (const dy of [-1, 0, 1]) mark('baseline', x, row + dy);
      for (let y = row - 6; y <= row + 2; y++) mark('region', x, y);
      for (const [map, value] of [ascender, descender].entries()) {
        const at = (map * half + row) * half + x;
        [example.heights[at], example.heightWeights[at]] = [value, 1];
      }
    }
    for (let y = row - 6; y <= row + 2; y++) {
      mark('start', Math.ceil(from / 2) - 1, y);
      mark('end', Math.floor(to / 2) + 1, y);
    }
  }
  return example;
}

function batchOf(examples: readonly Example[]): Record<string, RuntimeTensor> {
  const joined = (name: keyof Example, shape: readonly number[]): RuntimeTensor => ({
    data: Float32Array.from(examples.flatMap((example) => [...example[name]])),
    shape: [examples.length, ...shape],
  });
  const maps = network.maps.length;
  return {
    image: joined('image', [1, side, side]),
    maps: joined('maps', [maps, half, half]),
    mapWeights: joined('mapWeights', [maps, half, half]),
    heights: joined('heights', [2, half, half]),
    heightWeights: joined('heightWeights', [2, half, half]),
    lossScale: { data: Float32Array.of(1 / examples.length), shape: [1] },
  };
}

function examples(count: number, key: string): readonly Example[] {
  return Array.from({ length: count }, (_, i) => drawn(new Random('layout', key, i)));
}

function parametersOf(weights: ReadonlyMap<string, Float32Array>, names: readonly string[]) {
  return Object.fromEntries(
    network.parameters
      .filter(({ name }) => names.includes(name))
      .map(({ name, shape }) => [name, { data: known(weights.get(name), name), shape }]),
  );
}

async function maps(weights: ReadonlyMap<string, Float32Array>, batch: Readonly<Record<string, RuntimeTensor>>) {
  const session = await createSession(network.inferenceGraph(weights), { threads: 1 });
  try {
    const { maps, heights } = await session.run({ image: known(batch.image, 'image') });
    return { maps: known(maps, 'maps'), heights: known(heights, 'heights') };
  } finally {
    await session.dispose();
  }
}

/** @returns the weights after so many steps, and the mean loss at each */
async function trained(steps: number) {
  const { model, gradients, statistics } = network.trainingGraph();
  const session = await createSession(model, { threads: 2, optimise: 'operators' });
  const layout = layOutParameters(network.parameters);
  const weights = new Float32Array(layout.length);
  packWeights(layout, network.initialWeights(1), weights);
  const options = { beta1: 0.9, beta2: 0.99, epsilon: 1e-8, weightDecay: 0, clipNorm: 10, averageDecay: 0 };
  const optimizer = new AdamW(layout, options, weights);
  const viewOf = (vector: Float32Array, { offset, length }: { offset: number; length: number }) =>
    vector.subarray(offset, offset + length);
  const named = () => new Map(layout.entries.map((entry) => [entry.name, viewOf(weights, entry)]));
  const gradient = new Float32Array(layout.trainable);
  const losses: number[] = [];
  for (let step = 1; step <= steps; step++) {
    const batch = batchOf(examples(4, `step ${step}`));
    const results = await session.run({ ...parametersOf(named(), session.inputNames), ...batch });
    losses.push(mean(Array.from(known(results.loss, 'loss').data, Number)));
    for (const entry of layout.entries) {
      const [ofGradient, ofBatch] = [gradients.get(entry.name), statistics.get(entry.name)];
      if (ofGradient) viewOf(gradient, entry).set(known(results[ofGradient], ofGradient).data as Float32Array);
      const running = viewOf(weights, entry);
      const values = ofBatch ? Array.from(known(results[ofBatch], ofBatch).data, Number) : [];
      for (const [i, value] of values.entries()) running[i] = 0.8 * (running[i] ?? 0) + 0.2 * value;
    }
    optimizer.step(weights, gradient, 0.01 * Math.min(1, 2 * (1 - step / (steps + 1))), step);
  }
  await session.dispose();
  return { weights: named(), losses };
}

function mean(values: readonly number[]): number {
  return values.reduce((a, b) => a + b, 0) / values.length;
}

/** Of pixels where a target is 1, and where it is 0, how many are above a half. */
function shares(found: RuntimeTensor, batch: Readonly<Record<string, RuntimeTensor>>, map: string) {
  const targets = known(batch.maps, 'maps').data;
  const [hits, count] = [
    [0, 0],
    [0, 0],
  ];
  found.data.forEach((value, i) => {
    if (Math.floor(i / (half * half)) % network.maps.length !== network.maps.indexOf(map)) return;
    const target = Number(targets[i]);
    count[target] = (count[target] ?? 0) + 1;
    if (Number(value) > 0.5) hits[target] = (hits[target] ?? 0) + 1;
  });
  const [wrong = 0, right = 0] = hits.map((hit, target) => hit / (count[target] ?? 1));
  return { wrong, right };
}

it('learns drawn lines: the loss falls, and pages it never saw get their maps and heights', async () => {
  const { weights, losses } = await trained(80);
  expect(mean(losses.slice(-10))).toBeLessThan(0.5 * mean(losses.slice(0, 10)));
  const batch = batchOf(examples(6, 'unseen'));
  const found = await maps(weights, batch);
  for (const [map, least, most] of [
    ['baseline', 0.85, 0.03],
    ['region', 0.85, 0.08],
  ] as const) {
    const { right, wrong } = shares(found.maps, batch, map);
    expect(right, map).toBeGreaterThan(least);
    expect(wrong, map).toBeLessThan(most);
  }
  const { data } = known(batch.heightWeights, 'heightWeights');
  const errors = Array.from(found.heights.data, Number).flatMap((value, i) =>
    data[i] === 1 ? [Math.abs(value - Number(known(batch.heights, 'heights').data[i]))] : [],
  );
  expect(mean(errors)).toBeLessThan(0.25);
});

it('reads with running statistics as it trains with those of the batch, where they are the same', async () => {
  const session = await createSession(network.trainingGraph().model, { threads: 1, optimise: 'operators' });
  const weights = unsettled();
  const batch = batchOf(examples(3, 'both graphs'));
  const results = await session.run({ ...parametersOf(weights, session.inputNames), ...batch });
  await session.dispose();
  for (const [name, values] of weights) {
    const statistic = results[`statistic.${name}`]?.data;
    if (statistic) values.set(statistic as Float32Array);
  }
  const found = await maps(weights, batch);
  const losses = known(results.loss, 'loss').data;
  for (const [image, loss] of losses.entries()) expect(lossOf(found, batch, image)).toBeCloseTo(Number(loss), 3);
});

/** Weights of which none is neutral, so that one left out would show. */
function unsettled(): Map<string, Float32Array> {
  const weights = network.initialWeights(2);
  for (const [name, values] of weights) {
    const random = new Random('unsettle', name);
    if (/bias|shift/.test(name)) values.forEach((_, i) => (values[i] = random.normal() * 0.3));
    if (/scale/.test(name)) values.forEach((_, i) => (values[i] = 0.5 + random.uniform()));
  }
  return weights;
}

/** The loss of one image by its definition, from the maps that the other graph gives. */
function lossOf(
  found: Readonly<Record<'maps' | 'heights', RuntimeTensor>>,
  batch: Readonly<Record<string, RuntimeTensor>>,
  image: number,
): number {
  const pixels = half * half;
  const slice = (tensor: RuntimeTensor | undefined, channels: number, map: number) => {
    const from = (image * channels + map) * pixels;
    return Array.from(known(tensor, 'a tensor of the batch').data.slice(from, from + pixels), Number);
  };
  let loss = 0;
  for (const [map, name] of network.maps.entries()) {
    const p = slice(found.maps, network.maps.length, map);
    const t = slice(batch.maps, network.maps.length, map);
    const total = (term: (p: number, t: number) => number) => p.reduce((sum, v, i) => sum + term(v, t[i] ?? 0), 0);
    const entropy = total((v, target) => -Math.log(target === 1 ? v : 1 - v)) / pixels;
    const dice = 1 - (2 * total((v, target) => v * target) + 1) / (total((v, target) => v + target) + 1);
    const isType = !['baseline', 'start', 'end', 'border', 'region'].includes(name);
    const share = ['baseline', 'start', 'end'].includes(name) ? 1 : 0.5;
    loss += share * (5 * entropy + (isType ? 0 : dice));
  }
  for (const map of [0, 1]) {
    const weights = slice(batch.heightWeights, 2, map);
    const values = slice(batch.heights, 2, map);
    const errors = slice(found.heights, 2, map).map((v, i) => Math.abs(v - (values[i] ?? 0)));
    const losses = errors.map((error, i) => (weights[i] ?? 0) * (error <= 1 ? error ** 2 / 2 : error - 0.5));
    const count = weights.reduce((a, b) => a + b, 0);
    loss += (0.3 * losses.reduce((a, b) => a + b, 0)) / Math.max(1, count);
  }
  return loss;
}

it('reads images of any size that is a multiple, alone as beside another', async () => {
  const weights = unsettled();
  const session = await createSession(network.inferenceGraph(weights), { threads: 1 });
  const image = (count: number, height: number, width: number) => ({
    image: {
      data: Float32Array.from(
        { length: count * height * width },
        (_, i) => (((i % (height * width)) * 7919) % 13) / 13,
      ),
      shape: [count, 1, height, width],
    },
  });
  const [single, pair] = [await session.run(image(1, 48, 80)), await session.run(image(2, 48, 80))];
  const { maps } = await session.run(image(1, network.multiple, network.multiple));
  await session.dispose();
  expect(single.maps?.shape).toEqual([1, network.maps.length, 24, 40]);
  expect(maps?.shape).toEqual([1, network.maps.length, 8, 8]);
  const ofOne = Array.from(known(single.maps, 'maps').data, Number);
  const ofPair = Array.from(known(pair.maps, 'maps').data, Number);
  for (const [i, value] of ofPair.entries()) expect(value).toBeCloseTo(ofOne[i % ofOne.length] ?? Number.NaN, 5);
});

it('the reading graph is standard ONNX with its weights inside', () => {
  const contents = readOnnx(network.inferenceGraph(network.initialWeights(1), { note: 'é' }));
  expect(contents.extensions).toEqual([]);
  expect(contents.inputs).toEqual(['image']);
  expect(contents.outputs).toEqual(['maps', 'heights']);
  expect(contents.metadata.get('note')).toBe('é');
  expect([...contents.weights.keys()]).toEqual(expect.arrayContaining(network.parameters.map(({ name }) => name)));
});

it('starts from weights that are a function of the seed', () => {
  expect(network.initialWeights(1)).toEqual(new LayoutNetwork(tiny).initialWeights(1));
  expect(network.initialWeights(1)).not.toEqual(network.initialWeights(2));
});

it('has the size of the prototype by default', () => {
  const { size, multiple, maps } = new LayoutNetwork();
  expect(size).toBeGreaterThan(1.1e6);
  expect(size).toBeLessThan(1.3e6);
  expect(multiple).toBe(64);
  expect(maps).toEqual(['baseline', 'start', 'end', 'border', 'region', 'marginalia', 'page-number', 'header']);
});

it.each([
  [{ channels: [8, 16] }, 'three whole numbers above 0 or more, got [8, 16]'],
  [{ channels: [8, 16, 0] }, 'three whole numbers above 0 or more, got [8, 16, 0]'],
  [{ reach: 4 }, 'an odd whole number above 0, got 4'],
])('a specification with %j is an error that says why', (wrong, message) => {
  expect(() => new LayoutNetwork({ ...tiny, ...wrong })).toThrow(message);
});
