import { describe, expect, it } from 'vitest';
import { readOnnx } from '../graph/index.js';
import { known } from '../known.js';
import { Random } from '../random/index.js';
import { createSession, int64, type Session } from '../runtime/index.js';
import type { BatchNormBy } from './layers/layer.js';
import { Network } from './network.js';

const classes = 7;
const widths = [37, 5, 64, 1, 50];

/** Weights with biases and statistics that are not the neutral ones, so that padding would show. */
function weightsOf(network: Network): Map<string, Float32Array> {
  const weights = network.initialWeights(1);
  for (const [name, values] of weights) {
    const random = new Random('unsettle', name);
    if (/bias|shift|mean/.test(name)) values.forEach((_, i) => (values[i] = random.normal() * 0.5));
    if (/scale|variance/.test(name)) values.forEach((_, i) => (values[i] = 0.5 + random.uniform()));
  }
  return weights;
}

function batchOf(height: number, lines: readonly number[], total: number, padding: number): Float32Array {
  const image = new Float32Array(lines.length * height * total).fill(padding);
  lines.forEach((width, n) => {
    const random = new Random('line', width);
    for (let x = 0; x < width; x++) {
      for (let y = 0; y < height; y++) image[(n * height + y) * total + x] = random.uniform();
    }
  });
  return image;
}

interface Logits {
  readonly frames: number;
  readonly values: readonly number[];
}

async function read(
  session: Session,
  network: Network,
  feeds: object,
  lines: readonly number[],
  total: number,
  padding = 0,
): Promise<Logits[]> {
  const { logProbs, lengths } = await session.run({
    ...feeds,
    image: { data: batchOf(network.height, lines, total, padding), shape: [lines.length, 1, network.height, total] },
    widths: int64(lines),
  });
  const [, time = 0] = known(logProbs, 'logProbs').shape;
  const scores = logProbs?.data as Float32Array;
  return lines.map((_, n) => {
    const frames = Number(lengths?.data[n]);
    const start = n * time * classes;
    return { frames, values: Array.from(scores.slice(start, start + frames * classes)) };
  });
}

function expectClose(a: Logits, b: Logits): void {
  expect(a.frames).toBe(b.frames);
  const worst = a.values.reduce((most, value, i) => {
    const error = Math.abs(value - (b.values[i] as number));
    return Math.max(most, error);
  }, 0);
  expect(worst).toBeLessThan(1e-4);
}

async function sessions(network: Network, batchNorm?: BatchNormBy) {
  const weights = weightsOf(network);
  const inference = await createSession(network.inferenceGraph(weights), { threads: 1 });
  const training = await createSession(network.trainingLogits(batchNorm), { threads: 1, optimise: 'operators' });
  const feeds = Object.fromEntries(
    network.parameters
      .filter(({ name }) => training.inputNames.includes(name))
      .map(({ name, shape }) => [name, { data: weights.get(name) as Float32Array, shape }]),
  );
  return { inference, training, feeds };
}

const activations = ['s', 't', 'r', 'l', 'lr', 'm'].map(
  (a) => [`activation ${a}`, `[1,16,0,1 C${a}3,3,4 Mp2,2 C${a}3,5,6 Mp2,2 C${a}3,3,4 S1(1x0)1,3 Lbx5]`] as const,
);

const networks: readonly (readonly [string, string])[] = [
  ...activations,
  ['strides and dilation', '[1,16,0,1 Cr3,3,4,1,2 Cr3,3,4,2,1,1,2 Cr1,7,3 S1(1x0)1,3 Lfx4 Lrx4]'],
  ['overlapping pools', '[1,16,0,1 Cr3,3,4 Mp3,3,2,2 Cr3,3,4 S1(1x0)1,3 Lbx5]'],
  ['group norm', '[1,16,0,1 Cr3,3,4 Gn2 Mp2,2 Cr3,3,6 Gn3 Mp2,1 S1(1x0)1,3 Lbx5]'],
  ['GRU, one way each', '[1,16,0,1 Cr3,3,4 Mp2,2 S1(1x0)1,3 Gbx5 Gfx4 Grx4]'],
  ['SRU, one way each', '[1,16,0,1 Cr3,3,4 Mp2,2 S1(1x0)1,3 Sbx5 Sfx4 Srx4]'],
  ['SRU over height and rows, and a summary', '[1,12,0,1 Cr3,3,4 Mp2,2 Sbx3 Sfys6 Sbx4 Sbxs5]'],
  ['recurrence over height and rows', '[1,12,0,1 Cr3,3,4 Mp2,2 Lbx3 Lfys6 Lbx4]'],
  ['blocks', '[1,16,0,1 Cr3,3,4 Mp2,2 ([Cr3,3,3 Cr3,3,3] Cs1,5,2 I) Mp2,2 S1(1x0)1,3 Lbx5]'],
  ['a summary of the line', '[1,16,0,1 Cr3,3,4 Mp2,2 S1(1x0)1,3 Lbxs5]'],
];

describe.each(networks)('%s', (_, spec) => {
  const network = new Network(spec, classes);

  it('reads a line alone as in a mixed batch, in both graphs, and both graphs agree', async () => {
    const { inference, training, feeds } = await sessions(network);
    const total = 71;
    const together = await read(inference, network, {}, widths, total);
    const trained = await read(training, network, feeds, widths, total);
    for (const [n, width] of widths.entries()) {
      const [alone] = await read(inference, network, {}, [width], width);
      const [aloneTrained] = await read(training, network, feeds, [width], width);
      expectClose(together[n] as Logits, alone as Logits);
      expectClose(trained[n] as Logits, aloneTrained as Logits);
      expectClose(trained[n] as Logits, together[n] as Logits);
      expect(alone?.frames).toBe(network.frames(width));
    }
    await Promise.all([inference.dispose(), training.dispose()]);
  });

  it('never reads the contents of padding', async () => {
    const { inference, training, feeds } = await sessions(network);
    const clean = await read(inference, network, {}, widths, 80);
    const dirty = await read(inference, network, {}, widths, 80, Number.NaN);
    const dirtyTrained = await read(training, network, feeds, widths, 80, Number.NaN);
    for (const n of widths.keys()) {
      expectClose(dirty[n] as Logits, clean[n] as Logits);
      expectClose(dirtyTrained[n] as Logits, clean[n] as Logits);
    }
    await Promise.all([inference.dispose(), training.dispose()]);
  });
});

it('batch norm reads with running statistics: a line alone as in a batch', async () => {
  const network = new Network('[1,16,0,1 Cr3,3,4 Bn Mp2,2 Cr3,3,6 Bn S1(1x0)1,3 Lbx5]', classes);
  const session = await createSession(network.inferenceGraph(weightsOf(network)), { threads: 1 });
  const together = await read(session, network, {}, widths, 80);
  for (const [n, width] of widths.entries()) {
    const [alone] = await read(session, network, {}, [width], width);
    expectClose(together[n] as Logits, alone as Logits);
  }
  await session.dispose();
});

it('batch norm by running statistics trains as it reads', async () => {
  const network = new Network('[1,16,0,1 Cr3,3,4 Bn Mp2,2 Cr3,3,6 Bn S1(1x0)1,3 Lbx5]', classes);
  const { inference, training, feeds } = await sessions(network, 'running');
  const trained = await read(training, network, feeds, widths, 80, Number.NaN);
  const together = await read(inference, network, {}, widths, 80);
  for (const n of widths.keys()) expectClose(trained[n] as Logits, together[n] as Logits);
  await Promise.all([inference.dispose(), training.dispose()]);
});

it('batch norm trains on valid columns only: statistics and gradients do not know the padding', async () => {
  const network = new Network('[1,8,0,1 Cr3,3,3 Bn Mp2,2 S1(1x0)1,3 Lbx4]', classes);
  const session = await createSession(network.trainingGraph().model, { threads: 1, optimise: 'operators' });
  const weights = weightsOf(network);
  const feeds = Object.fromEntries(
    network.parameters
      .filter(({ name }) => session.inputNames.includes(name))
      .map(({ name, shape }) => [name, { data: weights.get(name) as Float32Array, shape }]),
  );
  const step = (total: number, padding: number) =>
    session.run({
      ...feeds,
      image: { data: batchOf(8, [20, 12], total, padding), shape: [2, 1, 8, total] },
      widths: int64([20, 12]),
      labels: int64([1, 2, 3, 0], [2, 2]),
      labelLength: int64([2, 1]),
      lossScale: { data: Float32Array.of(1), shape: [1] },
      dropoutSeed: int64([0]),
    });
  const [tight, wide] = [await step(20, 0), await step(40, Number.NaN)];
  expect(Object.keys(wide)).toContain('statistic.batchNorm0.mean');
  for (const [name, { data }] of Object.entries(tight)) {
    data.forEach((value, i) => expect(Math.abs(Number(value) - Number(wide[name]?.data[i])), name).toBeLessThan(1e-4));
  }
  await session.dispose();
});

it('batch norm by running statistics has no others, and the gradients of central differences', async () => {
  const network = new Network('[1,8,0,1 Ct3,3,3 Bn S1(1x0)1,3 Lbx4]', classes);
  const weights = weightsOf(network);
  const [mean, variance] = ['mean', 'variance'].map((what) => weights.get(`batchNorm0.${what}`) ?? new Float32Array());
  mean?.set([0.1, -0.2, 0.3]);
  variance?.set([0.5, 2, 1.5]);
  const graph = network.trainingGraph('running');
  expect([...graph.statistics]).toEqual([]);
  const session = await createSession(graph.model, { threads: 1, optimise: 'operators' });
  const lossesWith = async (values: ReadonlyMap<string, Float32Array>) => {
    const feeds = network.parameters
      .filter(({ name }) => session.inputNames.includes(name))
      .map(({ name, shape }) => [name, { data: values.get(name) as Float32Array, shape }]);
    return session.run({
      ...Object.fromEntries(feeds),
      image: { data: batchOf(8, [20, 12], 20, Number.NaN), shape: [2, 1, 8, 20] },
      widths: int64([20, 12]),
      labels: int64([1, 2, 3, 0], [2, 2]),
      labelLength: int64([2, 1]),
      lossScale: { data: Float32Array.of(1), shape: [1] },
      dropoutSeed: int64([0]),
    });
  };
  const total = async (values: ReadonlyMap<string, Float32Array>) =>
    [...((await lossesWith(values)).loss?.data ?? [])].reduce<number>((sum, loss) => sum + Number(loss), 0);
  const results = await lossesWith(weights);
  for (const name of ['batchNorm0.scale', 'batchNorm0.shift', 'conv0.filters']) {
    const gradient = results[graph.gradients.get(name) ?? '']?.data ?? [];
    const moved = async (by: number) => {
      const values = new Map(weights);
      const copy = (weights.get(name) ?? new Float32Array()).slice();
      copy[1] = (copy[1] ?? 0) + by;
      return total(values.set(name, copy));
    };
    const step = 1e-2;
    const slope = ((await moved(step)) - (await moved(-step))) / (2 * step);
    expect(Math.abs(slope - Number(gradient[1])), name).toBeLessThan(2e-2 * Math.max(1, Math.abs(slope)));
  }
  await session.dispose();
});

it('an auxiliary output adds its share to the gradients below it, changes no loss, and is not in the model', async () => {
  const step = async (auxiliary: string) => {
    const network = new Network(`[1,8,0,1 Cr3,3,3 Mp2,2 S1(1x0)1,3 ${auxiliary} Lbx4]`, classes);
    const session = await createSession(network.trainingGraph().model, { threads: 1, optimise: 'operators' });
    const weights = weightsOf(network);
    const results = await session.run({
      ...Object.fromEntries(
        network.parameters
          .filter(({ name }) => session.inputNames.includes(name))
          .map(({ name, shape }) => [name, { data: weights.get(name) as Float32Array, shape }]),
      ),
      image: { data: batchOf(8, [20, 12], 20, 0), shape: [2, 1, 8, 20] },
      widths: int64([20, 12]),
      labels: int64([1, 2, 3, 0], [2, 2]),
      labelLength: int64([2, 1]),
      lossScale: { data: Float32Array.of(1), shape: [1] },
      dropoutSeed: int64([0]),
    });
    await session.dispose();
    const valuesOf = (name: string) => Array.from(results[name]?.data ?? [], Number);
    const stored = readOnnx(network.inferenceGraph(weights)).weights;
    return { network, stored, loss: valuesOf('loss'), valuesOf };
  };
  const [none, light, heavy] = [await step('I'), await step('Aux0.2'), await step('Aux0.4')];
  expect(light.loss).toEqual(none.loss);
  const differences = (name: string, one: typeof light) => {
    const plain = none.valuesOf(name);
    return one.valuesOf(name).map((value, i) => value - (plain[i] as number));
  };
  const below = differences('gradient.conv0.filters', light);
  expect(Math.max(...below.map(Math.abs))).toBeGreaterThan(0.01);
  differences('gradient.conv0.filters', heavy).forEach((value, i) =>
    expect(Math.abs(value - 2 * (below[i] as number))).toBeLessThan(1e-4),
  );
  for (const value of differences('gradient.lstm0.recurrent', heavy)) expect(Math.abs(value)).toBeLessThan(1e-6);
  expect(light.valuesOf('gradient.auxiliary0.filters').some((value) => Math.abs(value) > 0.001)).toBe(true);
  expect([...light.stored.keys()].sort()).toEqual([...none.stored.keys()].sort());
  expect(light.network.size).toBe(none.network.size);
});

it('the inference graph is standard ONNX with its weights inside', () => {
  const network = new Network('[1,16,0,1 Cr3,3,4 Mp2,2 S1(1x0)1,3 Lbx5 Gbx4]', classes);
  const contents = readOnnx(network.inferenceGraph(weightsOf(network), { note: 'é' }));
  expect(contents.extensions).toEqual([]);
  expect([...contents.inputs].sort()).toEqual(['image', 'widths']);
  expect(contents.outputs).toEqual(['logProbs', 'lengths']);
  expect(contents.metadata.get('note')).toBe('é');
  expect(contents.weights.get('conv0.filters')?.shape).toEqual([4, 1, 3, 3]);
});
