/**
 * npm run diloco -- DATA… --minutes N: one trainer against two on disjoint halves of the lines, each of one thread, at equal time
 * and at equal lines seen; what goes over the link, against averaging at each step; and with a trainer that is killed in each round.
 * Further flags (--val, --preset, --from …) go to
 * `ductus train` as they are, after `--`. The machine must have nothing else to do, and two cores or more.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { onCores } from './cores.js';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    minutes: { type: 'string', default: '20' },
    /** Steps of a round, one run each. */
    rounds: { type: 'string', default: '30,150' },
  },
});
const trainers = 2;
/** After which the shard of a trainer that is killed is free. */
const lockSeconds = 4;
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
async function ductus(cores: string, args: readonly string[], heard: (event: Event) => void): Promise<void> {
  const child = spawn(...onCores(cores, [bin, ...args]), { stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  child.stderr.on('data', (chunk) => (said += chunk));
  createInterface({ input: child.stdout }).on('line', (line) => heard(JSON.parse(line) as Event));
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(`ductus ${args.join(' ')} ended with ${code}: ${said}`);
}

/** Trainers of one thread, which are replaced where they are killed. */
class Trainers {
  /** With their cores. */
  private readonly running = new Map<ChildProcess, number>();
  private readonly ended: Promise<void>[] = [];

  constructor(private readonly exchange: string) {
    for (let n = 0; n < trainers; n++) this.start(n);
  }

  private start(core: number): void {
    const args = ['work', '--exchange', this.exchange, '--threads', '1'];
    const child = spawn(...onCores(String(core), [bin, ...args]), { stdio: ['ignore', 'ignore', 'pipe'] });
    let said = '';
    child.stderr.on('data', (chunk) => (said = `${said}${chunk}`.slice(-2000)));
    this.running.set(child, core);
    const end = async () => {
      const [code, signal] = await once(child, 'close');
      if (code !== 0 && signal !== 'SIGKILL') throw new Error(`a trainer ended with ${code}: ${said}`);
    };
    this.ended.push(end());
  }

  /** The one that has run longest. */
  replaceOne(): void {
    const [oldest] = this.running;
    if (!oldest) return;
    const [child, core] = oldest;
    this.running.delete(child);
    child.kill('SIGKILL');
    this.start(core);
  }

  async end(): Promise<void> {
    await Promise.all(this.ended);
  }
}

interface RowOptions {
  /** Of a round; without it there is one trainer, which is the run itself. */
  readonly roundSteps?: number;
  /** Whether one trainer is killed in each round. */
  readonly kills?: boolean;
}

async function row(
  name: string,
  folder: string,
  limit: readonly string[],
  { roundSteps, kills = false }: RowOptions = {},
): Promise<Row> {
  const run = join(folder, name.replaceAll(/\W+/g, '-'));
  const exchange = `${run}-exchange`;
  const work = roundSteps === undefined ? undefined : new Trainers(exchange);
  const sums = { lines: 0, bytes: 0, steps: 0, seconds: 0 };
  const errorRates: number[] = [];
  const heard = (event: Event) => {
    if (event.kind === 'step') {
      sums.lines += event.lines ?? 0;
      sums.steps = event.step ?? 0;
      sums.seconds = event.trainedSeconds ?? 0;
    }
    if (event.validationErrorRate !== undefined) errorRates.push(event.validationErrorRate);
    sums.bytes += (event.bytesToTrainers ?? 0) + (event.bytesFromTrainers ?? 0);
    if (event.kind === 'round' && kills) work?.replaceOne();
  };
  const machines = ['--exchange', exchange, '--trainers', String(trainers), '--round-steps', String(roundSteps)];
  const lock = ['--lock-seconds', String(lockSeconds)];
  const places = ['--out', `${run}.onnx`, '--run', run, '--json', '--threads', '1', '--patience', '0'];
  await Promise.all([
    ductus(
      work ? `0-${trainers - 1}` : '0',
      ['train', ...positionals, ...places, ...limit, ...(work ? [...machines, ...lock] : [])],
      heard,
    ),
    work?.end(),
  ]);
  return { ...sums, name, errorRates: errorRates.slice(-validations), roundSteps: roundSteps ?? 0 };
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
  const base = await row('one trainer', folder, time);
  const rows = [base];
  for (const steps of values.rounds.split(',').map(Number)) {
    const divided = await row(`two trainers, rounds of ${steps}`, folder, time, { roundSteps: steps });
    rows.push(divided);
    const same = Math.max(1, Math.round((divided.lines * base.steps) / base.lines));
    const isThere = rows.some((each) => each.roundSteps === 0 && Math.abs(each.steps / same - 1) < nearly);
    if (!isThere) rows.push(await row(`one, as many lines as with ${steps}`, folder, ['--steps', String(same)]));
  }
  const longest = rows.findLast(({ roundSteps }) => roundSteps > 0);
  if (longest) {
    const limit = ['--steps', String(longest.steps)];
    const options = { roundSteps: longest.roundSteps, kills: true };
    rows.push(await row(`one of two killed each round of ${longest.roundSteps}`, folder, limit, options));
  }
  const head = ['', 'CER', 'steps', 'lines', 'lines/s', 'speed', 'link', 'of sync.'];
  console.log(head.map((cell, n) => (n === 0 ? cell.padEnd(34) : cell.padStart(width))).join('  '));
  for (const each of rows) console.log(printed(each, base));
} finally {
  await rm(folder, { recursive: true, force: true });
}
