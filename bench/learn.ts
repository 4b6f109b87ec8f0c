/**
 * npm run learn -- --peers python3: how long training takes until it reads with a given error rate, beside PyTorch. Both learn
 * the same network from the same first weights, on the same distorted batches at the same learning rates, a step of each in
 * turn; only computing differs, and only that is timed. `--equal` compares the losses instead, with one batch for the whole
 * step, no dropout, and masks in PyTorch too.
 */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { known } from '../src/known.js';
import type { Network } from '../src/network/index.js';
import { beginLines, type PresetName, presets, settingsOfRun } from '../src/runs/index.js';
import { LineTask } from '../src/runs/line-task.js';
import { prepare } from '../src/runs/prepare.js';
import { coreCount } from '../src/runtime/index.js';
import { checkedLoss, foldStatistics } from '../src/training/computed-step.js';
import { AdamW, type Batch, Engine, type Layout, layOutParameters, shardsFor, Vectors } from '../src/training/index.js';
import { unpackWeights } from '../src/training/layout.js';
import { learningRateAt } from '../src/training/schedule.js';
import { machine } from './measure.js';
import { type Peers, startPeers } from './peers.js';

const shared = join(process.env.DUCTUS_SHARED ?? '../shared', 'lines', 'copiste-fr');
const { values } = parseArgs({
  options: {
    peers: { type: 'string' },
    preset: { type: 'string', default: 'fast' },
    data: { type: 'string', default: join(shared, 'train') },
    val: { type: 'string', default: join(shared, 'val') },
    steps: { type: 'string', default: '8000' },
    every: { type: 'string', default: '400' },
    targets: { type: 'string', default: '20,15' },
    equal: { type: 'boolean', default: false },
    json: { type: 'string' },
  },
});

function fail(rule: string): never {
  console.error(`learn: ${rule}`);
  process.exit(2);
}

if (!(values.preset in presets)) fail(`--preset must be ${Object.keys(presets).join(' or ')}, got ${values.preset}`);
const [steps, every] = [Number(values.steps), Number(values.every)];
const targets = values.targets.split(',').map(Number);
if (!(steps >= 1 && every >= 1 && targets.every((target) => target > 0))) {
  fail('--steps, --every and --targets must be numbers over 0');
}
const peers = await startPeers(values.peers, 'learn.py');
if (!peers.names.includes('learn')) fail('--peers must name a Python that has PyTorch');

const threads = coreCount();
const shards = values.equal ? 1 : shardsFor(threads);
const spec = presets[values.preset as PresetName];
const told = { spec: values.equal ? spec.replaceAll(/ Do[\d.]*(,\d)?/g, '') : spec, threads };
const settings = settingsOfRun(told, undefined);
const { data, val } = values;
const opened = await prepare({ data: [data], val: [val], settings, base: undefined });
const place = { folder: process.cwd(), data: [data], val: [val], out: 'none.onnx' };
const { network, prepared } = beginLines(told, settings, opened, place, undefined);
const { training, validation, alphabet } = prepared;
const task = new LineTask({ network, alphabet, settings, threads, training, validation, provenance: {} });
const layout = layOutParameters(network.parameters);

interface Step {
  readonly loss: number;
  readonly ms: number;
}

interface Learner {
  /** @param step counts from 1 */
  step(batch: Batch, step: number, rate: number): Promise<Step>;
  /** The averaged ones. */
  weights(): Promise<ReadonlyMap<string, Float32Array>>;
  dispose(): Promise<void>;
}

async function ours(first: Float32Array): Promise<Learner> {
  const vectors = new Vectors(layout, shards);
  const { weights } = vectors;
  weights.set(first);
  const engine = await Engine.create({ graph: network.trainingGraph(), layout, vectors, seed: settings.seed, threads });
  const numbers = { ...settings, beta1: 0.9, beta2: 0.999, epsilon: 1e-8 };
  const optimizer = new AdamW(layout, numbers, weights, undefined, vectors);
  return {
    async step(batch, step, rate) {
      const started = performance.now();
      const result = await engine.step([batch], step);
      optimizer.step(weights, result.gradient, rate, step);
      foldStatistics(layout, weights, result.statistics);
      const name = { step, sample: task.sample, learningRate: settings.learningRate };
      return { loss: checkedLoss(result, name) / result.units, ms: performance.now() - started };
    },
    weights: async () => unpackWeights(layout, optimizer.state.average),
    dispose: () => engine.dispose(),
  };
}

async function theirs(peer: Peers, { classes, stride }: Network, first: Float32Array): Promise<Learner> {
  const { weightDecay, clipNorm, averageDecay } = settings;
  const weights = layout.entries.map(({ name, shape }) => [name, shape]);
  const underscored = network.spec.replace(/ O1c\d+\]$/, ']').replaceAll(' ', '_');
  const numbers = { weightDecay, clipNorm, averageDecay, exact: values.equal };
  const model = { what: 'network', spec: underscored, classes, stride, weights, ...numbers };
  await peer.ask(JSON.stringify(model), [first]);
  return {
    async step(batch, step, rate) {
      const feeds = batch.shards.map(({ feeds: { image, widths, labels, labelLength } }) =>
        [image, widths, labels, labelLength].map((tensor) => known(tensor, 'a tensor of each name')),
      );
      const parts = feeds.map(([image, , labels]) => {
        const [lines, , height, width] = image?.shape ?? [];
        return [lines, height, width, labels?.shape[1]];
      });
      const units = batch.shards.reduce((sum, shard) => sum + shard.units, 0);
      const arrays = feeds.flat().map((tensor) => tensor.data);
      const answer = await peer.ask(JSON.stringify({ what: 'step', step, rate, units, parts }), arrays);
      const [loss = Number.NaN, ms = Number.NaN] = answer.split(' ').map(Number);
      return { loss, ms };
    },
    async weights() {
      const bytes = Uint8Array.from(Buffer.from(await peer.ask(JSON.stringify({ what: 'weights' })), 'base64'));
      return unpackWeights(layout, new Float32Array(bytes.buffer));
    },
    dispose: () => peer.dispose(),
  };
}

function firstWeights({ entries, length }: Layout): Float32Array {
  const named = network.initialWeights(settings.seed);
  const vector = new Float32Array(length);
  for (const { name, offset } of entries) vector.set(known(named.get(name), 'a weight of each name'), offset);
  return vector;
}

/** What both have computed until a step. */
interface Point {
  readonly step: number;
  readonly minutes: readonly number[];
  readonly errorRates: readonly number[];
}

const medianOf = (numbers: readonly number[]) => [...numbers].sort((a, b) => a - b)[numbers.length >> 1] ?? 0;
const percent = (share: number) => `${(100 * share).toFixed(1)}%`;

async function errorRate(learner: Learner): Promise<number> {
  return known(await task.validate(await learner.weights(), undefined), 'a validation').score;
}

/** Minutes until an error rate was reached, between two validations in proportion. */
function minutesTo(target: number, points: readonly Point[], which: number): number | undefined {
  const at = (point: Point | undefined) => ({
    minutes: point?.minutes[which] ?? 0,
    rate: 100 * (point?.errorRates[which] ?? 1),
  });
  const n = points.findIndex((point) => at(point).rate <= target);
  if (n < 0) return undefined;
  const [before, after] = [at(points[n - 1]), at(points[n])];
  return after.minutes - ((after.minutes - before.minutes) * (target - after.rate)) / (before.rate - after.rate);
}

const names = ['ductus', 'PyTorch'];
const first = firstWeights(layout);
const learners = [await ours(first), await theirs(peers, network, first)] as const;
const points: Point[] = [];
const taken: Step[][] = [[], []];
console.log(JSON.stringify(machine()));
console.log(`${network.spec}, ${steps} steps, ${training.length} lines, ${validation.length} to validate on`);
for await (const batch of task.batches({ epoch: 0, batch: 0 }, shards)) {
  if (batch.shards.length === 0) continue;
  const step = known(taken[0], 'ours').length + 1;
  const rate = learningRateAt(settings, step, (step - 1) / steps, 0);
  // Theirs first: the batch moves away to our threads.
  for (const which of [1, 0]) taken[which]?.push(await known(learners[which], 'two').step(batch, step, rate));
  if (step % every === 0) {
    const minutes = taken.map((all) => all.reduce((sum, { ms }) => sum + ms, 0) / 60_000);
    const losses = taken.map((all) => medianOf(all.slice(-every).map(({ loss }) => loss)));
    const times = taken.map((all) => medianOf(all.slice(-every).map(({ ms }) => ms)));
    const errorRates = values.equal ? [] : [await errorRate(learners[0]), await errorRate(learners[1])];
    points.push({ step, minutes, errorRates });
    const row = names.map((name, n) => {
      const cer = values.equal ? '' : `  CER ${percent(errorRates[n] ?? 1)}`;
      return `${name} ${minutes[n]?.toFixed(2)} min  ${times[n]?.toFixed(0)} ms  loss ${losses[n]?.toFixed(3)}${cer}`;
    });
    console.log(`  step ${step}  ${row.join('   ')}`);
  }
  const reached = targets.every((target) => names.every((_, which) => minutesTo(target, points, which) !== undefined));
  if (step === steps || (reached && !values.equal)) break;
}

if (values.equal) {
  const [mine = [], others = []] = taken;
  const differences = mine.map(({ loss }, n) => Math.abs((others[n]?.loss ?? Number.NaN) / loss - 1));
  console.log(
    `losses differ by ${percent(Math.max(...differences))} at most, ${percent(medianOf(differences))} in the middle`,
  );
}
const results = targets.map((target) => {
  const minutes = names.map((_, which) => minutesTo(target, points, which));
  const [mine, others] = minutes;
  const ratio = mine !== undefined && others !== undefined ? mine / others : undefined;
  if (!values.equal) {
    const said = names.map((name, n) => `${name} ${minutes[n]?.toFixed(2) ?? 'not reached'}`).join(', ');
    console.log(
      `${target}%: minutes of ${said}${ratio === undefined ? '' : `; ours are ${ratio.toFixed(2)} of theirs`}`,
    );
  }
  return { target, minutes, ratio };
});
if (values.json !== undefined) {
  await writeFile(
    values.json,
    `${JSON.stringify({ machine: machine(), spec: network.spec, points, results }, null, 2)}\n`,
  );
}
await Promise.all([...learners.map((learner) => learner.dispose()), task.dispose()]);
