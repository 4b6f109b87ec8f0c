/**
 * What the app learns from few lines, in a Chromium by the calls that it asks its worker, and how fast; and the same run in Node:
 *
 *   npm run app-learning -- DATA [--lines 50] [--minutes 5] [--same] [--held-out 60] [--seed 1] [--threads 2] [--set NAME=VALUE]... [--no-node]
 *
 * DATA has train/ and val/. The lines are those of whole documents of train/, in the order of a seed; measured is on val/, of which
 * some lines are those held out while it learns, 60 at most in the app. With `--same` they are other lines of the same documents instead:
 * a person who corrects a document wants to read the rest of it.
 */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { mostHeldOut } from '../app/learning/split.js';
import { openDataset } from '../src/dataset/node.js';
import { known } from '../src/known.js';
import { Random } from '../src/random/index.js';
import type { TrainingEvent } from '../src/runs/index.js';
import { train } from '../src/runs/node.js';
import { type BrowserLine, type LearntInBrowser, learnInBrowser } from './learning-browser.js';

const { values: flags, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    lines: { type: 'string', default: '50' },
    minutes: { type: 'string', default: '5' },
    same: { type: 'boolean', default: false },
    'held-out': { type: 'string', default: String(mostHeldOut) },
    seed: { type: 'string', default: '1' },
    threads: { type: 'string', default: '2' },
    set: { type: 'string', multiple: true, default: [] },
    'no-node': { type: 'boolean', default: false },
  },
});

const minutes = Number(flags.minutes);
const threads = Number(flags.threads);
const heldOutLines = Number(flags['held-out']);
const settings = Object.fromEntries(
  flags.set.map((pair) => {
    const [name = '', value] = pair.split('=');
    return [name, Number(value)];
  }),
);

type FileLine = BrowserLine & { readonly path: string };

interface Sets {
  readonly lines: readonly FileLine[];
  readonly heldOut: readonly FileLine[];
  readonly measured: readonly FileLine[];
}

async function main(): Promise<void> {
  for (const data of positionals) {
    const sets = await setsOf(data);
    console.log(
      `${data}: ${sets.lines.length} lines, held out ${sets.heldOut.length}, measured ${sets.measured.length}`,
    );
    console.log(
      `${cpus()[0]?.model}, ${threads} threads, load ${loadavg()[0]?.toFixed(1)}, settings ${JSON.stringify(settings)}`,
    );
    const learnt = await learnInBrowser({ ...sets, minutes, settings: { ...settings, threads } });
    tellBrowser(learnt);
    if (flags['no-node']) continue;
    const native = await learnInNode(sets);
    const speed = rateOf(learnt.events) / rateOf(native);
    console.log(`Node:    ${accountOf(native)}\n         the browser learns ${speed.toFixed(2)} of its lines a second`);
  }
}

async function setsOf(data: string): Promise<Sets> {
  const random = new Random(Number(flags.seed), 'measure learning');
  const train = await linesIn(join(data, 'train'));
  const documents = random.shuffle([...new Set(train.map(({ document }) => document))]);
  const ordered = documents.flatMap((document) => train.filter((line) => line.document === document));
  const count = Number(flags.lines);
  if (!flags.same) {
    const measured = await linesIn(join(data, 'val'));
    return { lines: ordered.slice(0, count), heldOut: random.shuffle(measured).slice(0, heldOutLines), measured };
  }
  const mixed = random.shuffle(ordered.slice(0, count + heldOutLines));
  const heldOut = mixed.slice(count);
  return { lines: mixed.slice(0, count), heldOut, measured: heldOut };
}

async function linesIn(folder: string): Promise<readonly FileLine[]> {
  const { samples } = await openDataset([folder]);
  return Promise.all(
    samples.map(async ({ key, text, document, image }) => {
      if (image.kind !== 'file') throw new Error(`${key}: the data must be image files`);
      return { name: key, text, document, path: image.path, bytes: [...(await readFile(image.path))] };
    }),
  );
}

/** The same run as the app's, by the library in Node. */
async function learnInNode({ lines, heldOut }: Sets): Promise<readonly TrainingEvent[]> {
  const folder = await mkdtemp(join(tmpdir(), 'ductus-learning-'));
  const events: TrainingEvent[] = [];
  try {
    const [data, val] = [lines, heldOut].map((set) => set.map(({ path }) => path));
    const places = { out: join(folder, 'model.onnx'), run: join(folder, 'run'), from: 'starter' };
    const sets = { data: known(data, 'the lines'), val: known(val, 'the lines held out') };
    for await (const event of train({ ...settings, ...sets, ...places, minutes, threads, quantize: true })) {
      events.push(event);
    }
  } finally {
    await rm(folder, { recursive: true });
  }
  return events;
}

function tellBrowser({ before, after, events, seconds }: LearntInBrowser): void {
  const share = (rate: number) => `${(100 * rate).toFixed(1)}%`;
  console.log(`browser: ${accountOf(events)}`);
  console.log(
    `         CER ${share(before)} -> ${share(after)} in 8 bits; measuring took ${seconds.before.toFixed(0)} and ${seconds.after.toFixed(0)} s, learning with validations ${seconds.learn.toFixed(0)} s`,
  );
}

function accountOf(events: readonly TrainingEvent[]): string {
  const rates = events.flatMap((event) => (event.kind === 'validation' ? [event] : []));
  const shown = rates.map(({ step, validationErrorRate: rate }) => `${step}: ${(100 * rate).toFixed(1)}%`);
  return `${rateOf(events).toFixed(2)} lines/s, CER of the lines held out at steps ${shown.join(', ')}`;
}

/** Lines that went through training in a second of its steps, without measuring. */
function rateOf(events: readonly TrainingEvent[]): number {
  const steps = events.flatMap((event) => (event.kind === 'step' ? [event] : []));
  const lines = steps.reduce((sum, step) => sum + step.lines, 0);
  return lines / steps.reduce((sum, step) => sum + step.lines / step.linesPerSecond, 0);
}

await main();
