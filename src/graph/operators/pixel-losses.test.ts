import { describe, expect, it } from 'vitest';
import { checkGradient, float, runGraph } from '../../../test/run-graph.js';
import { Random } from '../../random/index.js';
import { gradients } from '../gradient.js';
import { input, type Tensor } from '../tensor.js';
import { binaryCrossEntropy, huber, softDice } from './pixel-losses.js';
import { sum } from './reduce.js';

const shape = [2, 2, 3, 4];
const symbolic = ['B', 2, 'h', 'w'] as const;
const pixels = 12;
const maps = 4;

function from(key: string, choose: (random: Random) => number) {
  const random = new Random('pixel losses', key);
  return float(
    Array.from({ length: maps * pixels }, () => choose(random)),
    shape,
  );
}

const logits = from('logits', (random) => 2 * random.normal());
const targets = from('targets', (random) => (random.uniform() < 0.3 ? random.uniform() : Math.round(random.uniform())));
const heights = from('heights', (random) => 2 * random.normal());
/** Weights of 0, 1 and between; nothing counts of the last map. */
const weights = float(
  from('weights', (random) => Math.max(0, random.between(-0.5, 1.5))).data.map((w, i) => (i < 3 * pixels ? w : 0)),
  shape,
);
const fixed = { targets, weights };
const given = () => ({
  targets: input('targets', 'float32', symbolic),
  weights: input('weights', 'float32', symbolic),
});
const sigmoidOf = (z: number) => 1 / (1 + Math.exp(-z));

/** Σ over the pixels of a map of what `term` makes of value, target and weight. */
function total(map: number, values: Float32Array, term: (v: number, t: number, w: number) => number): number {
  let result = 0;
  for (let i = map * pixels; i < (map + 1) * pixels; i++) {
    result += term(values[i] ?? 0, targets.data[i] ?? 0, weights.data[i] ?? 0);
  }
  return result;
}

const count = (map: number, values: Float32Array) =>
  Math.max(
    1,
    total(map, values, (_v, _t, w) => w),
  );

const losses = [
  [
    'binaryCrossEntropy',
    binaryCrossEntropy,
    logits,
    (map: number, z: Float32Array) =>
      total(map, z, (v, t, w) => -w * (t * Math.log(sigmoidOf(v)) + (1 - t) * Math.log(1 - sigmoidOf(v)))) /
      count(map, z),
  ],
  [
    'softDice',
    softDice,
    logits,
    (map: number, z: Float32Array) =>
      1 -
      (2 * total(map, z, (v, t, w) => w * t * sigmoidOf(v)) + 1) /
        (total(map, z, (v, t, w) => w * (t + sigmoidOf(v))) + 1),
  ],
  [
    'huber',
    huber,
    heights,
    (map: number, values: Float32Array) =>
      total(map, values, (v, t, w) => {
        const error = Math.abs(v - t);
        return w * (error <= 1 ? error ** 2 / 2 : error - 0.5);
      }) / count(map, values),
  ],
] as const;

describe.each(losses)('%s', (_, loss, values, reference) => {
  const built = () => loss(input('z', 'float32', symbolic), given());

  it('computes its definition for each map', async () => {
    const { out } = await runGraph({ out: built() }, { z: values, ...fixed });
    expect(out?.shape).toEqual([2, 2, 1, 1]);
    for (const [map, value] of out?.data.entries() ?? []) expect(value).toBeCloseTo(reference(map, values.data), 5);
  });

  it('has the gradient of central differences', () =>
    checkGradient({
      inputs: { z: values },
      shapes: { z: symbolic },
      fixed,
      build: (t) => loss(t.z as Tensor, given()),
      tolerance: 5e-3,
    }));

  it('does not look at pixels that count nothing', async () => {
    const dirty = float(
      values.data.map((v, i) => (weights.data[i] === 0 ? 1e4 : v)),
      shape,
    );
    const clean = await runGraph({ out: built() }, { z: values, ...fixed });
    const seen = await runGraph({ out: built() }, { z: dirty, ...fixed });
    expect(seen.out?.data).toEqual(clean.out?.data);
  });

  it('stays finite for values far out', async () => {
    const z = input('z', 'float32', symbolic);
    const out = loss(z, given());
    const [derived] = gradients([[sum(out), sum(out)]], [z]);
    const far = float(
      values.data.map((v) => 1e4 * v),
      shape,
    );
    const results = await runGraph({ out, derived: derived as Tensor }, { z: far, ...fixed });
    for (const { data } of Object.values(results)) expect(data.every(Number.isFinite)).toBe(true);
  });

  it('of shapes that differ is an error with all three', () => {
    const z = input('z', 'float32', ['B', 3, 'h', 'w']);
    expect(() => loss(z, given())).toThrow('got [B, 3, h, w], [B, 2, h, w], [B, 2, h, w]');
  });
});

it('cross-entropy of sure and right logits keeps its small digits', async () => {
  const z = float([8, -8, 8, -8], [1, 1, 2, 2]);
  const given = { targets: input('targets', 'float32', z.shape), weights: input('weights', 'float32', z.shape) };
  const { out } = await runGraph(
    { out: binaryCrossEntropy(input('z', 'float32', z.shape), given) },
    { z, targets: float([1, 0, 1, 0], z.shape), weights: float([1, 1, 1, 1], z.shape) },
  );
  expect((out?.data[0] ?? 0) / Math.log1p(Math.exp(-8))).toBeCloseTo(1, 3);
});
