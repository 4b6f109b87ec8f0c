/**
 * npm run diloco -- DATA… --minutes N: one trainer against two on disjoint halves of the lines, each of one thread, at equal time
 * and at equal lines seen; what goes over the link, against averaging at each step. Further flags (--val, --preset, --from …) go to
 * `ductus train` as they are, after `--`. The machine must have nothing else to do, and two cores or more.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    minutes: { type: 'string', default: '20' },
    /** Steps of a round, one run each. */
    rounds: { type: 'string', default: '30,150' },
  },
});
const trainers = 2;
/** That are printed. */
const validations = 3;
/** Of a column. */
const width = 14;
/** A run with nearly as many lines as another is not done again. */
const nearly = 0.05;
const bin = resolve('bin', 'ductus.js');

interface Event {
  readonly kind: string;
  readonly step?: number;
  readonly lines?: number;
  readonly trainedSeconds?: number;
  readonly validationErrorRate?: number;
  readonly bytesToTrainers?: number;
  readonly bytesFromTrainers?: number;
}

interface Row {
  readonly name: string;
  /** Of the last validations. */
  readonly errorRates: readonly number[];
  readonly steps: number;
  readonly lines: number;
  readonly seconds: number;
  readonly bytes: number;
  readonly roundSteps: number;
}

/** @throws when the command fails */
async function ductus(args: readonly string[], heard: (event: Event) => void = () => undefined): Promise<void> {
  const child = spawn(process.execPath, [bin, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  child.stderr.on('data', (chunk) => (said += chunk));
  createInterface({ input: child.stdout }).on('line', (line) => heard(JSON.parse(line) as Event));
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(`ductus ${args.join(' ')} ended with ${code}: ${said}`);
}

async function row(
  name: string,
  folder: string,
  limit: readonly string[],
  roundSteps: number | undefined,
): Promise<Row> {
  const sums = { lines: 0, bytes: 0 };
  const errorRates: number[] = [];
  let last: Event = { kind: 'none' };
  const heard = (event: Event) => {
    if (event.kind === 'step') sums.lines += event.lines ?? 0;
    if (event.validationErrorRate !== undefined) errorRates.push(event.validationErrorRate);
    sums.bytes += (event.bytesToTrainers ?? 0) + (event.bytesFromTrainers ?? 0);
    last = event;
  };
  const run = join(folder, name.replaceAll(/\W+/g, '-'));
  const exchange = `${run}-exchange`;
  const machines =
    roundSteps === undefined
      ? []
      : ['--exchange', exchange, '--trainers', String(trainers), '--round-steps', String(roundSteps)];
  const places = ['--out', `${run}.onnx`, '--run', run, '--json', '--threads', '1', '--patience', '0'];
  const work = machines.length === 0 ? [] : Array.from({ length: trainers }, () => ['work', '--exchange', exchange]);
  await Promise.all([
    ductus(['train', ...positionals, ...places, ...limit, ...machines], heard),
    ...work.map((args) => ductus([...args, '--threads', '1'])),
  ]);
  const { step: steps = 0, trainedSeconds: seconds = 0 } = last;
  return { ...sums, name, errorRates: errorRates.slice(-validations), steps, seconds, roundSteps: roundSteps ?? 0 };
}

function printed({ name, errorRates, steps, lines, seconds, bytes, roundSteps }: Row, base: Row): string {
  const rate = lines / seconds;
  const times = rate / (base.lines / base.seconds);
  const cells = [
    name.padEnd(34),
    errorRates.length === 0 ? '-' : errorRates.map((rate) => (100 * rate).toFixed(1)).join(' '),
    String(steps),
    String(lines),
    rate.toFixed(1),
    `${times.toFixed(2)} ×`,
    bytes === 0 ? '-' : `${(bytes / 1e6).toFixed(1)} MB`,
    // Averaging at each step moves at each what a round moves once.
    bytes === 0 ? '-' : `1/${roundSteps}`,
  ];
  return cells.map((cell) => cell.padStart(width)).join('  ');
}

if (positionals.length === 0) throw new Error('npm run diloco -- DATA… --minutes N [--rounds 30,150] [-- --val VAL …]');
const folder = await mkdtemp(join(tmpdir(), 'ductus-diloco-'));
try {
  const time = ['--minutes', values.minutes];
  const base = await row('one trainer', folder, time, undefined);
  const rows = [base];
  for (const steps of values.rounds.split(',').map(Number)) {
    const divided = await row(`two trainers, rounds of ${steps}`, folder, time, steps);
    const same = Math.max(1, Math.round((divided.lines * base.steps) / base.lines));
    rows.push(divided);
    const isThere = rows.some((each) => each.roundSteps === 0 && Math.abs(each.steps / same - 1) < nearly);
    if (!isThere)
      rows.push(await row(`one, as many lines as with ${steps}`, folder, ['--steps', String(same)], undefined));
  }
  const head = ['', 'CER', 'steps', 'lines', 'lines/s', 'speed', 'link', 'of sync.'];
  console.log(head.map((cell, n) => (n === 0 ? cell.padEnd(34) : cell.padStart(width))).join('  '));
  for (const each of rows) console.log(printed(each, base));
} finally {
  await rm(folder, { recursive: true, force: true });
}
