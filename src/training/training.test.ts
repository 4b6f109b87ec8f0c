import { describe, expect, it } from 'vitest';
import { readCheckpoint, writeCheckpoint } from './checkpoint.js';
import { layOutParameters, packWeights, unpackWeights } from './layout.js';
import { AdamW, type OptimizerOptions } from './optimizer.js';
import { noProgress } from './progress.js';
import { learningRateAt } from './schedule.js';

const options: OptimizerOptions = {
  beta1: 0.9,
  beta2: 0.999,
  epsilon: 1e-8,
  weightDecay: 0.1,
  clipNorm: 10,
  averageDecay: 0.9,
};

function layoutOf(shapes: readonly (readonly number[])[], trainable = true) {
  return layOutParameters(
    shapes.map((shape, i) => ({
      name: `p${i}`,
      shape,
      size: shape.reduce((a, b) => a * b, 1),
      trainable,
      initialisation: { kind: 'constant', value: 0 } as const,
      role: 'convolutional' as const,
    })),
  );
}

describe('AdamW', () => {
  // torch 2.13: AdamW([[1, 2], [3, 4], [5, 6]] as one 3×2 matrix, lr 0.1, weight_decay 0.1), gradients i·step.
  it('follows the definition over several steps', () => {
    const weights = Float32Array.from([1, 2, 3, 4, 5, 6]);
    const optimizer = new AdamW(layoutOf([[3, 2]]), { ...options, clipNorm: 1e9 }, weights);
    const expected = Array.from(weights);
    const m = new Array<number>(6).fill(0);
    const v = new Array<number>(6).fill(0);
    for (let step = 1; step <= 4; step++) {
      const gradient = Float32Array.from({ length: 6 }, (_, i) => (i - 2) * step);
      optimizer.step(weights, gradient, 0.1, step);
      for (let i = 0; i < 6; i++) {
        const g = gradient[i] as number;
        m[i] = 0.9 * (m[i] as number) + 0.1 * g;
        v[i] = 0.999 * (v[i] as number) + 0.001 * g * g;
        const mean = (m[i] as number) / (1 - 0.9 ** step);
        const square = (v[i] as number) / (1 - 0.999 ** step);
        expected[i] = (expected[i] as number) * (1 - 0.1 * 0.1) - (0.1 * mean) / (Math.sqrt(square) + 1e-8);
      }
    }
    weights.forEach((w, i) => expect(w).toBeCloseTo(expected[i] as number, 4));
  });

  it('decays matrices and leaves biases alone', () => {
    const weights = Float32Array.from([1, 1, 1, 1, 1, 1, 1, 1, 1]);
    const optimizer = new AdamW(layoutOf([[3, 2], [3]]), options, weights);
    optimizer.step(weights, new Float32Array(9), 0.5, 1);
    expect([...weights.slice(0, 6)].every((w) => Math.abs(w - 0.95) < 1e-6)).toBe(true);
    expect([...weights.slice(6)]).toEqual([1, 1, 1]);
  });

  it('clips by the norm over all weights and gives the norm before', () => {
    const a = Float32Array.from([0, 0, 0]);
    const b = Float32Array.from([0, 0, 0]);
    const small = new AdamW(layoutOf([[3]]), { ...options, clipNorm: 1 }, a);
    const large = new AdamW(layoutOf([[3]]), { ...options, clipNorm: 1 }, b);
    expect(small.step(a, Float32Array.from([0.6, 0, 0.8]), 0.1, 1)).toBeCloseTo(1, 5);
    expect(large.step(b, Float32Array.from([60, 0, 80]), 0.1, 1)).toBeCloseTo(100, 3);
    b.forEach((w, i) => expect(w).toBeCloseTo(a[i] as number, 6));
  });

  it('frozen weights stay, and their moments go on', () => {
    const optimizer = new AdamW(layoutOf([[4, 4], [3]]), options, new Float32Array(19));
    const weights = new Float32Array(19).fill(1);
    optimizer.step(weights, new Float32Array(19).fill(0.5), 0.1, 1, (name) => name === 'p0');
    expect(weights.subarray(0, 16).every((weight) => weight === 1)).toBe(true);
    expect(weights[16]).toBeLessThan(1);
    expect(optimizer.state.mean[0]).toBeCloseTo(0.05, 6);
  });

  it('changes nothing when the gradient is not a number', () => {
    const weights = Float32Array.from([1, 2]);
    const optimizer = new AdamW(layoutOf([[2]]), options, weights);
    expect(optimizer.step(weights, Float32Array.from([1, Number.NaN]), 0.1, 1)).toBeNaN();
    expect([...weights]).toEqual([1, 2]);
  });

  it('averages the weights and the running statistics alike', () => {
    const layout = layOutParameters([
      {
        name: 'running',
        shape: [1],
        size: 1,
        trainable: false,
        initialisation: { kind: 'constant', value: 0 },
        role: 'convolutional',
      },
      {
        name: 'weight',
        shape: [1],
        size: 1,
        trainable: true,
        initialisation: { kind: 'constant', value: 0 },
        role: 'convolutional',
      },
    ]);
    expect(layout.entries.map(({ name }) => name)).toEqual(['weight', 'running']);
    const weights = Float32Array.from([1, 5]);
    const optimizer = new AdamW(layout, options, weights);
    weights[1] = 16;
    optimizer.step(weights, Float32Array.from([1]), 0.11, 1);
    const decay = 2 / 11;
    expect(optimizer.state.average[0]).toBeCloseTo(1 + (1 - decay) * ((weights[0] as number) - 1), 5);
    expect(optimizer.state.average[1]).toBeCloseTo(5 + (1 - decay) * 11, 5);
  });
});

describe('learningRateAt', () => {
  const base = { learningRate: 1, warmupSteps: 10 } as const;

  it('rises linearly and falls along half a cosine', () => {
    const cosine = { ...base, schedule: 'cosine' } as const;
    expect(learningRateAt(cosine, 1, 0, 0)).toBeCloseTo(0.1, 9);
    expect(learningRateAt(cosine, 10, 0, 0)).toBe(1);
    expect(learningRateAt(cosine, 99, 0.5, 0)).toBeCloseTo(0.505, 9);
    expect(learningRateAt(cosine, 99, 1, 0)).toBeCloseTo(0.01, 9);
  });

  it('has risen after a twentieth of a run, however long its warm-up is', () => {
    const short = { learningRate: 1, warmupSteps: 1000, schedule: 'cosine' } as const;
    expect(learningRateAt(short, 1, 0, 0)).toBeCloseTo(0.001, 9);
    expect(learningRateAt(short, 10, 0.025, 0)).toBeCloseTo(0.5, 2);
    expect(learningRateAt(short, 20, 0.05, 0)).toBeGreaterThan(0.99);
    expect(learningRateAt({ ...short, warmupSteps: 0 }, 1, 0, 0)).toBe(1);
    // A run of the same rate may be made longer, and goes on as it was.
    expect(learningRateAt({ ...short, schedule: 'constant' }, 20, 0.05, 0)).toBeCloseTo(0.02, 9);
  });

  it('halves at each plateau, or stays', () => {
    expect(learningRateAt({ ...base, schedule: 'plateau' }, 50, 0.9, 3)).toBe(0.125);
    expect(learningRateAt({ ...base, schedule: 'constant' }, 50, 0.9, 3)).toBe(1);
  });
});

it('a checkpoint gives back all that it holds', () => {
  const checkpoint = {
    progress: {
      ...noProgress,
      step: 7,
      trainedSeconds: 1 / 3,
      bestScore: 0.1 + 0.2,
      history: [{ step: 3, epoch: 0.5, loss: 1, score: 1, figures: { trainingErrorRate: 0 } }],
    },
    weights: Float32Array.of(1, 2, 3),
    optimizer: { mean: Float32Array.of(4), square: Float32Array.of(5e-38), average: Float32Array.of(6, 7, 8) },
    identity: 'abc',
  };
  expect(readCheckpoint(writeCheckpoint(checkpoint))).toEqual(checkpoint);
});

it('weights survive packing', () => {
  const layout = layoutOf([[2, 2], [3]]);
  const weights = new Map([
    ['p0', Float32Array.of(1, 2, 3, 4)],
    ['p1', Float32Array.of(5, 6, 7)],
  ]);
  const vector = new Float32Array(layout.length);
  packWeights(layout, weights, vector);
  expect(unpackWeights(layout, vector)).toEqual(weights);
});
