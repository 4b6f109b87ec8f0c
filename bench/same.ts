/**
 * npm run same -- OLD NEW: whether two built checkouts compute the same, bit for bit, on this machine. Both train with
 * the same seeds on lines that OLD draws, each through its own command line; losses, validations, weights and
 * checkpoints are compared, then what both read. Times, paths and provenance don't count.
 */
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { readModel, readSafetensors } from '../src/model/index.js';

const run = promisify(execFile);
const convolutions = 'Cr3,3,12 Bn Mp2,2 Cr3,3,16 Bn Mp2,2 S1(1x0)1,3';
const lstm = `[1,48,0,1 ${convolutions} Do0.1 Lbx24 Do0.3]`;
const sru = `[1,48,0,1 ${convolutions} Do0.1 Sbx24 Do0.3]`;

interface Side {
  readonly root: string;
  readonly folder: string;
}

interface Row {
  readonly what: string;
  /** What was compared, and where it differs first; undefined where it doesn't. */
  readonly differences: Readonly<Record<string, string | undefined>>;
}

/** Standard output of a checkout's command, whose paths of the checkout and of its results are left out. */
async function ductus({ root, folder }: Side, args: readonly string[]): Promise<string> {
  const options = { maxBuffer: 2 ** 28 };
  const { stdout } = await run(process.execPath, [join(root, 'bin', 'ductus.js'), ...args], options);
  return stdout.replaceAll(folder, '').replaceAll(root, '');
}

type Event = Readonly<Record<string, unknown>> & { readonly kind: string };

const notCounted = /^(time|seconds|linesPerSecond|.*Seconds)$/;

/** Events of a kind, less what depends on the clock. */
function eventsOf(log: string, kind: string): readonly string[] {
  const events = log.split('\n').flatMap((line) => (line.trim() === '' ? [] : [JSON.parse(line) as Event]));
  return events
    .filter((event) => event.kind === kind)
    .map((event) => JSON.stringify(Object.entries(event).filter(([key]) => !notCounted.test(key))));
}

/** Where two lists differ first, in words. Nothing in both is a difference too: then nothing was compared. */
function differenceOf(old: readonly string[], now: readonly string[], name: string): string | undefined {
  if (old.length === 0 || old.length !== now.length) return `${old.length} and ${now.length} of ${name}`;
  const at = old.findIndex((line, i) => line !== now[i]);
  return at < 0 ? undefined : `from ${name} ${at + 1}: ${old[at]} and ${now[at]}`;
}

type Tensors = ReadonlyMap<string, { readonly data: ArrayBufferView; readonly shape: readonly number[] }>;

function tensorDifference(old: Tensors, now: Tensors): string | undefined {
  const names = differenceOf([...old.keys()].sort(), [...now.keys()].sort(), 'name');
  if (names) return names;
  for (const [name, { data, shape }] of old) {
    const twin = now.get(name);
    if (!twin || shape.join() !== twin.shape.join()) return `${name} has another shape`;
    if (!bytesOf(data).equals(bytesOf(twin.data))) return `${name} has twin values`;
  }
  return undefined;
}

function bytesOf(data: ArrayBufferView): Buffer {
  return Buffer.from(data.buffer, data.byteOffset, data.byteLength);
}

async function weightsOf(path: string): Promise<Tensors> {
  const { weights } = readModel(await readFile(path));
  return new Map([...weights].map(([name, data]) => [name, { data, shape: [data.length] }]));
}

const both = <T>(sides: readonly [Side, Side], give: (side: Side) => Promise<T>): Promise<[T, T]> =>
  // One after the other: both want all of the machine.
  give(sides[0]).then(async (old) => [old, await give(sides[1])]);

/** Trains the same on both sides and compares what is left of it. */
async function compareTraining(sides: readonly [Side, Side], what: string, args: readonly string[]): Promise<Row> {
  const limits = ['--steps', '60', '--batch-pixels', '60000', '--threads', '2', '--seed', '3'];
  const at = (side: Side, file: string) => join(side.folder, what, file);
  await both(sides, ({ root, folder }) => {
    const places = ['--out', join(folder, `${what}.onnx`), '--run', join(folder, what)];
    return ductus({ root, folder }, ['train', ...args, ...limits, ...places]);
  });
  const [oldLog, newLog] = await both(sides, (side) => readFile(at(side, 'log.jsonl'), 'utf8'));
  const [oldModel, newModel] = await both(sides, (side) => weightsOf(at(side, 'best.onnx')));
  const [oldState, newState] = await both(sides, async (side) =>
    readSafetensors(await readFile(at(side, 'checkpoint.safetensors'))),
  );
  return {
    what: `train: ${what}`,
    differences: {
      losses: differenceOf(eventsOf(oldLog, 'step'), eventsOf(newLog, 'step'), 'step'),
      validations: differenceOf(eventsOf(oldLog, 'validation'), eventsOf(newLog, 'validation'), 'validation'),
      weights: tensorDifference(oldModel, newModel),
      checkpoint: tensorDifference(oldState.tensors, newState.tensors),
    },
  };
}

/** Reads the same lines on both sides: texts, confidences and places. */
async function compareReading(sides: readonly [Side, Side], what: string, args: readonly string[]): Promise<Row> {
  const [old, now] = await both(sides, (side) => ductus(side, ['recognize', ...args, '--json']));
  const linesOf = (text: string) => text.split('\n').filter((line) => line !== '');
  return { what: `read: ${what}`, differences: { lines: differenceOf(linesOf(old), linesOf(now), 'line') } };
}

async function compare(sides: readonly [Side, Side], folder: string): Promise<readonly Row[]> {
  const [first] = sides;
  const [lines, packed] = [join(folder, 'lines'), join(folder, 'lines.parquet')];
  const drawn = ['--words', 'english', '--lines', '80', '--most', '25', '--line-height', '48', '--seed', '7'];
  await ductus(first, ['synthesize', ...drawn, '--out', lines]);
  await ductus(first, ['pack', lines, '--out', packed]);
  const trained = join(first.folder, 'lstm.onnx');
  const eightBits = join(folder, 'eight-bits.onnx');
  const rows = [
    await compareTraining(sides, 'lstm', [lines, '--spec', lstm]),
    await compareTraining(sides, 'sru', [lines, '--spec', sru]),
    await compareTraining(sides, 'accumulate', [lines, '--spec', lstm, '--accumulate', '2']),
    await compareTraining(sides, 'packed', [packed, '--spec', lstm]),
    await compareTraining(sides, 'from', [lines, '--from', trained]),
  ];
  await ductus(first, ['quantize', trained, lines, '--out', eightBits]);
  return [
    ...rows,
    await compareReading(sides, 'float32', [trained, lines]),
    await compareReading(sides, '8 bits', [eightBits, lines]),
    await compareReading(sides, 'starter with its language', ['starter', lines]),
    await compareReading(sides, 'starter in 8 bits with its language', ['starter.int8', lines]),
  ];
}

/** @returns whether all is the same */
function print(rows: readonly Row[]): boolean {
  for (const { what, differences } of rows) {
    const parts = Object.entries(differences).map(([name, difference]) => `${name} ${difference ? 'DIFFER' : 'same'}`);
    console.log(`${what.padEnd(42)} ${parts.join(', ')}`);
    for (const difference of Object.values(differences)) if (difference) console.log(`  ${difference.slice(0, 400)}`);
  }
  return rows.every(({ differences }) => Object.values(differences).every((difference) => difference === undefined));
}

async function main([old, now]: readonly string[]): Promise<void> {
  if (old === undefined || now === undefined)
    throw new Error('two built checkouts must be given: npm run same -- OLD NEW');
  const folder = await mkdtemp(join(tmpdir(), 'ductus-same-'));
  try {
    const [first, second] = [old, now].map((path) => resolve(path)) as [string, string];
    const sides = [
      { root: first, folder: join(folder, 'old') },
      { root: second, folder: join(folder, 'new') },
    ] as const;
    for (const side of sides) await mkdir(side.folder);
    const isSame = print(await compare(sides, folder));
    console.log(isSame ? 'the same, bit for bit' : 'not the same');
    process.exitCode = isSame ? 0 : 1;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

await main(process.argv.slice(2));
