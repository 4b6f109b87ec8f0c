/**
 * Where a training step's time goes, from ONNX Runtime's own profiler: one session, one thread, half of the batch, as
 * each session of a run has it. The profiler itself costs about a microsecond for each operator.
 */
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { defaultSpec } from '../src/index.js';
import { known } from '../src/known.js';
import { Network } from '../src/network/index.js';
import { classes, fixedSpec, labelLength } from './train.js';

/** One run of one operator. */
interface Event {
  readonly cat: string;
  readonly name: string;
  /** Microseconds. */
  readonly ts: number;
  readonly dur: number;
  readonly args: { readonly op_name: string };
}

export interface Share {
  readonly name: string;
  readonly ms: number;
  readonly share: number;
  /** Operators run in a step. */
  readonly runs: number;
}

export interface Profile {
  readonly name: string;
  readonly stepMs: number;
  readonly parts: readonly Share[];
  readonly operators: readonly Share[];
}

const batch = 8;
const width = 768;
const warmUp = 3;
const steps = 5;

export async function profiles(): Promise<readonly Profile[]> {
  return [await profile('fixed network', fixedSpec), await profile('default network', defaultSpec)];
}

async function profile(name: string, spec: string): Promise<Profile> {
  const folder = await mkdtemp(join(tmpdir(), 'ductus-profile-'));
  try {
    const network = new Network(spec, classes);
    const session = await InferenceSession.create(network.trainingGraph().model, {
      intraOpNumThreads: 1,
      interOpNumThreads: 1,
      executionMode: 'sequential',
      graphOptimizationLevel: 'extended',
      enableMemPattern: false,
      enableProfiling: true,
      profileFilePrefix: join(folder, 'step'),
    });
    const feeds = feedsOf(network, session.inputNames);
    for (let step = 0; step < warmUp + steps; step++) await session.run(feeds);
    session.endProfiling();
    await session.release();
    const [file] = await readdir(folder);
    return sumUp(name, JSON.parse(await readFile(join(folder, file as string), 'utf8')));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function feedsOf(network: Network, wanted: readonly string[]): Record<string, Tensor> {
  const whole = (values: readonly number[], shape: readonly number[]) =>
    new Tensor('int64', BigInt64Array.from(values, BigInt), [...shape]);
  const image = new Float32Array(batch * network.height * width);
  for (let i = 0; i < image.length; i += 7) image[i] = 0.5;
  const weights = network.initialWeights(1);
  const feeds: Record<string, Tensor> = {
    image: new Tensor('float32', image, [batch, 1, network.height, width]),
    widths: whole(new Array<number>(batch).fill(width), [batch]),
    labels: whole(
      Array.from({ length: batch * labelLength }, (_, i) => 1 + ((i * 7) % (classes - 1))),
      [batch, labelLength],
    ),
    labelLength: whole(new Array<number>(batch).fill(labelLength), [batch]),
    lossScale: new Tensor('float32', Float32Array.of(1), [1]),
    dropoutSeed: whole([1], [1]),
  };
  for (const { name, shape } of network.parameters) {
    feeds[name] = new Tensor('float32', weights.get(name) as Float32Array, [...shape]);
  }
  return Object.fromEntries(wanted.map((name) => [name, known(feeds[name], 'an input of each name')]));
}

function sumUp(name: string, events: readonly Event[]): Profile {
  const begins = events.filter((event) => event.name === 'model_run').map(({ ts }) => ts);
  const from = known(begins.sort((a, b) => a - b)[warmUp], 'a run after those to warm up');
  const operators = events
    .filter((event) => event.cat === 'Node' && event.name.endsWith('_kernel_time') && event.ts >= from)
    .sort((a, b) => a.ts - b.ts || b.dur - a.dur);
  const parts = new Map<string, { us: number; runs: number }>();
  const kinds = new Map<string, { us: number; runs: number }>();
  const add = (sums: typeof parts, key: string, us: number) => {
    const sum = sums.get(key) ?? { us: 0, runs: 0 };
    sums.set(key, { us: sum.us + us, runs: sum.runs + 1 });
  };
  // A loop's time holds that of its body; each operator gets its own alone, and counts to the part of the outermost.
  const open: { end: number; part: string; alone: number; event: Event }[] = [];
  const close = (until: number) => {
    for (let last = open.at(-1); last && last.end <= until; last = open.at(-1)) {
      const { part, alone, event } = last;
      open.pop();
      add(parts, part, alone);
      add(kinds, `${part}: ${open.length > 0 ? 'in its loop ' : ''}${event.args.op_name}`, alone);
    }
  };
  for (const event of operators) {
    close(event.ts);
    const outer = open.at(-1);
    if (outer) outer.alone -= event.dur;
    // Operators that the runtime put in have no part of ours in their names.
    const named = event.name.includes('/') ? event.name.split('/')[0] : 'runtime';
    const part = open[0]?.part ?? named ?? '';
    open.push({ end: event.ts + event.dur, part, alone: event.dur, event });
  }
  close(Number.POSITIVE_INFINITY);
  const total = [...parts.values()].reduce((sum, { us }) => sum + us, 0);
  const shares = (sums: typeof parts) =>
    [...sums]
      .map(([key, { us, runs }]) => ({ name: key, ms: us / 1000 / steps, share: us / total, runs: runs / steps }))
      .sort((a, b) => b.ms - a.ms);
  return { name, stepMs: total / 1000 / steps, parts: shares(parts), operators: shares(kinds).slice(0, 20) };
}

export function printProfile({ name, stepMs, parts, operators }: Profile): void {
  console.log(`  ${name}: ${batch} × ${width} px, one thread, ${stepMs.toFixed(0)} ms in operators`);
  for (const list of [parts, operators]) {
    for (const { name: key, ms, share, runs } of list) {
      const times = runs > 1 ? `${runs.toFixed(0)} operators` : '1 operator';
      console.log(
        `    ${key.padEnd(44)} ${(100 * share).toFixed(1).padStart(5)}%  ${ms.toFixed(1).padStart(6)} ms  ${times}`,
      );
    }
    console.log();
  }
}
