/**
 * What a model gains from few corrected lines of a hand that it does not know, with and without the rest of its lines, whose texts
 * nobody looked at; and whether lines that `suggest` names help more than any others:
 *
 *   npm run adaptation -- SET --base MODEL [--lines 10,25,50,100,300] [--seeds 1,2,3] [--steps 300 | --minutes 5]
 *     [--adapt-steps 300 | --adapt-minutes 5] [--replay DATA]... [--chosen random,suggested] [--without-rest] [--val-lines N]
 *     [--threads N] [--keep-in FOLDER] [--set NAME=VALUE]... [--json]
 *
 * SET has train/ and val/, lines with texts. Of train/ so many lines are taken as corrected; the others are the rest, read as
 * if they had no texts. All is measured on val/, with the best class of each frame, without a language. With limits in steps and
 * one number of threads, the same is done each time.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Loader, type Sample } from '../src/dataset/index.js';
import { openDataset } from '../src/dataset/node.js';
import { evaluate } from '../src/evaluation/index.js';
import { suggestLines } from '../src/evaluation/node.js';
import { known } from '../src/known.js';
import { Random } from '../src/random/index.js';
import { Recognizer } from '../src/recognition/index.js';
import { type AdaptEndEvent, adapt, train } from '../src/runs/node.js';
import { TrainingError } from '../src/training/index.js';

const { values: flags, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    base: { type: 'string', default: 'starter' },
    lines: { type: 'string', default: '10,25,50,100,300' },
    seeds: { type: 'string', default: '1' },
    steps: { type: 'string' },
    minutes: { type: 'string' },
    'adapt-steps': { type: 'string' },
    'adapt-minutes': { type: 'string' },
    replay: { type: 'string', multiple: true },
    chosen: { type: 'string', default: 'random' },
    'without-rest': { type: 'boolean', default: false },
    'val-lines': { type: 'string' },
    threads: { type: 'string', default: '2' },
    'keep-in': { type: 'string' },
    set: { type: 'string', multiple: true, default: [] },
    json: { type: 'boolean', default: false },
  },
});

const threads = Number(flags.threads);
/** How a model learns from few lines; `--set` has others. */
const fewLines = Object.fromEntries(
  flags.set.map((pair) => {
    const [name = '', value] = pair.split('=');
    return [name, Number(value)];
  }),
);

interface Row {
  readonly lines: number;
  readonly chosen: string;
  readonly seed: number;
  /** On val/: learnt from the corrected lines alone, and then adapted to the rest. */
  readonly corrected: number;
  readonly adapted: number | undefined;
  /** What adapting said of itself. */
  readonly expected: string;
}

async function main(): Promise<void> {
  const [set] = positionals;
  if (set === undefined) throw new Error('npm run adaptation -- SET: a folder with train/ and val/');
  const folder = flags['keep-in'] ?? (await mkdtemp(join(tmpdir(), 'ductus-adaptation-')));
  const lines = await linesIn(join(set, 'train'));
  const measured = (await linesIn(join(set, 'val'))).slice(0, Number(flags['val-lines'] ?? 1e9));
  try {
    const before = await errorRateOf(flags.base, measured);
    say(`${set}: ${lines.length} lines to learn from, ${measured.length} measured, ${flags.base} ${percent(before)}`);
    say('lines  chosen     seed  corrected  with the rest  gain    expected');
    for (const seed of numbersOf(flags.seeds)) {
      for (const chosen of flags.chosen.split(',')) {
        for (const count of numbersOf(flags.lines)) {
          show(await measure({ lines, measured, folder, count, chosen, seed }));
        }
      }
    }
  } finally {
    if (flags['keep-in'] === undefined) await rm(folder, { recursive: true });
  }
}

interface Task {
  readonly lines: readonly Sample[];
  readonly measured: readonly Sample[];
  readonly folder: string;
  readonly count: number;
  readonly chosen: string;
  readonly seed: number;
}

async function measure({ lines, measured, folder, count, chosen, seed }: Task): Promise<Row> {
  const corrected = chosen === 'suggested' ? await suggested(lines, count, seed) : random(lines, count, seed);
  const name = join(folder, `${chosen}-${count}-${seed}`);
  const model = await learnt(corrected, name, seed);
  const row = { lines: count, chosen, seed, corrected: await errorRateOf(model, measured) };
  if (flags['without-rest']) return { ...row, adapted: undefined, expected: '' };
  const taken = new Set(corrected);
  const rest = lines.filter((line) => !taken.has(line)).map(pathOf);
  return { ...row, ...(await adapted(model, corrected, rest, name, seed, measured)) };
}

async function learnt(lines: readonly Sample[], name: string, seed: number): Promise<string> {
  const out = `${name}.onnx`;
  const limit = limitOf(flags.steps, flags.minutes, 300);
  const places = { out, run: `${name}-run`, from: flags.base, overwrite: true };
  for await (const _ of train({
    data: lines.map(pathOf),
    ...places,
    patience: 0,
    seed,
    threads,
    ...limit,
    ...fewLines,
  }));
  return out;
}

async function adapted(
  model: string,
  corrected: readonly Sample[],
  rest: readonly string[],
  name: string,
  seed: number,
  measured: readonly Sample[],
): Promise<Pick<Row, 'adapted' | 'expected'>> {
  const out = `${name}-adapted.onnx`;
  const limit = limitOf(flags['adapt-steps'], flags['adapt-minutes'], 300);
  const { replay } = flags;
  let end: AdaptEndEvent | undefined;
  try {
    for await (const event of adapt({
      ...{
        model,
        data: rest,
        labelled: corrected.map(pathOf),
        lines: true,
        out,
        run: `${name}-adapted-run`,
        overwrite: true,
      },
      ...(replay ? { replay } : {}),
      ...{ seed, threads, language: false, ...limit },
    })) {
      if (event.kind === 'end') end = event;
    }
  } catch (error) {
    if (!(error instanceof TrainingError) || error.code !== 'training/nothing-sure') throw error;
    return { adapted: undefined, expected: 'nothing is surely read' };
  }
  const { gain } = known(end, 'the end of adapting');
  const expected = gain ? `${percent(gain.startErrorRate)} to ${percent(gain.errorRate)}, ${gain.verdict}` : '';
  return { adapted: await errorRateOf(out, measured), expected };
}

function random(lines: readonly Sample[], count: number, seed: number): readonly Sample[] {
  return new Random(seed, 'corrected lines').shuffle(lines).slice(0, count);
}

async function suggested(lines: readonly Sample[], count: number, seed: number): Promise<readonly Sample[]> {
  const byPath = new Map(lines.map((line) => [pathOf(line), line]));
  const options = { count, seed, threads, lines: true, language: false } as const;
  const { suggested } = await suggestLines(flags.base, [...byPath.keys()], options);
  return suggested.flatMap(({ path }) => byPath.get(path) ?? []);
}

async function errorRateOf(model: string, lines: readonly Sample[]): Promise<number> {
  const recognizer = await Recognizer.load(model, { threads, language: false });
  const loader = new Loader(Math.max(1, threads - 1));
  try {
    return (await evaluate(recognizer, lines, loader)).characterErrorRate;
  } finally {
    await Promise.all([recognizer.dispose(), loader.dispose()]);
  }
}

async function linesIn(folder: string): Promise<readonly Sample[]> {
  return (await openDataset([folder])).samples;
}

function pathOf({ key, image }: Sample): string {
  if (image.kind !== 'file') throw new Error(`${key}: the lines must be image files`);
  return image.path;
}

function limitOf(steps: string | undefined, minutes: string | undefined, usual: number) {
  if (minutes !== undefined) return { minutes: Number(minutes) };
  return { steps: Number(steps ?? usual) };
}

function numbersOf(list: string): readonly number[] {
  return list.split(',').map(Number);
}

function show(row: Row): void {
  if (flags.json) {
    console.log(JSON.stringify(row));
    return;
  }
  const { lines, chosen, seed, corrected, adapted, expected } = row;
  const gain = adapted === undefined ? '' : `${((100 * (corrected - adapted)) / corrected).toFixed(0)}%`;
  const cells = [
    ...[String(lines).padStart(5), chosen.padEnd(9), String(seed).padStart(5), percent(corrected).padStart(9)],
    ...[(adapted === undefined ? '' : percent(adapted)).padStart(13), gain.padStart(6), expected],
  ];
  console.log(cells.join('  '));
}

function say(text: string): void {
  if (!flags.json) console.log(text);
}

function percent(rate: number): string {
  return `${(100 * rate).toFixed(1)}%`;
}

await main();
