/**
 * Files that a command is given (models, checkpoints, languages, packed lines) against chance: each mutant is used as a
 * user would, in a process of its own kind that is watched. What is damaged is read or refused with a reason, in
 * seconds and a bounded memory; where a file has a checksum it is refused by its name.
 */
import { fork } from 'node:child_process';
import { copyFile, cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { packSamples } from '../src/dataset/node.js';
import { openDataset, train } from '../src/index.js';
import { formatArpa, trainNGrams } from '../src/language/index.js';
import { Random } from '../src/random/index.js';
import { type Mutation, mutate, mutation } from './fuzzing.js';
import { drawLines, temporaryFolder, tinySpec } from './lines.js';

/** What is done with a mutant. */
export type Use = 'recognise' | 'evaluate' | 'from' | 'resume' | 'language' | 'data';

/** A case, as the child is told. */
export interface Case {
  readonly use: Use;
  /** Of the mutant. */
  readonly path: string;
  /** Whole files beside it. */
  readonly model: string;
  readonly lines: string;
}

/** How a case ended. */
export interface Outcome {
  /** What a person is told; `undefined` where it was read. */
  readonly message: string | undefined;
  readonly cpuSeconds: number;
  /** The most that the child ever held. */
  readonly bytes: number;
}

interface Kind {
  readonly file: string;
  readonly uses: readonly Use[];
  /** Whether no change may go unnoticed. */
  readonly isSealed: boolean;
}

const kinds: Readonly<Record<string, Kind>> = {
  onnx: { file: 'model.onnx', uses: ['recognise', 'evaluate', 'from'], isSealed: true },
  int8: { file: 'model.int8.onnx', uses: ['recognise', 'evaluate', 'from'], isSealed: true },
  checkpoint: { file: join('run', 'checkpoint.safetensors'), uses: ['resume'], isSealed: true },
  config: { file: join('run', 'config.json'), uses: ['resume'], isSealed: false },
  arpa: { file: 'lm.arpa', uses: ['language'], isSealed: false },
  language: { file: 'lm.json', uses: ['language'], isSealed: false },
  parquet: { file: 'lines.parquet', uses: ['data', 'from'], isSealed: false },
};

/** Limits of a case: seconds of computing, seconds without an answer, bytes. */
const [mostSeconds, mostWaiting, mostBytes] = [10, 60, 1e9];

/** A folder with a whole file of each kind. */
async function prepare(): Promise<string> {
  const folder = await temporaryFolder();
  const lines = await drawLines(join(folder, 'lines'), 12);
  const options = { data: [lines], out: join(folder, 'model.onnx'), run: join(folder, 'run'), spec: tinySpec };
  const events = train({ ...options, steps: 2, threads: 1, batchPixels: 15_000, quantize: true });
  for await (const _ of events);
  const { samples } = await openDataset([lines]);
  await packSamples(samples.slice(0, 4), join(folder, 'lines.parquet'));
  const texts = samples.map(({ text }) => [...text]);
  await writeFile(join(folder, 'lm.arpa'), formatArpa(trainNGrams(texts, { order: 3 })));
  const tuned = { ductus: 'language', lm: 'lm.arpa', weight: 0.5, bonus: 1, beam: 8 };
  await writeFile(join(folder, 'lm.json'), JSON.stringify({ ...tuned, calibration: { character: 1.1, word: 1.2 } }));
  return folder;
}

/** A child that uses mutants one after the other, and is begun anew when it ends. */
class Child {
  private process = this.start();

  private start() {
    const script = new URL('./file-fuzzing-child.ts', import.meta.url);
    return fork(script, { execArgv: ['--import', 'tsx'], stdio: ['ignore', 'ignore', 'pipe', 'ipc'] });
  }

  /** @returns the outcome, or what became of the child */
  async use(one: Case): Promise<Outcome | string> {
    const child = this.process;
    let err = '';
    const hear = (chunk: Buffer) => {
      err += chunk;
    };
    child.stderr?.on('data', hear);
    const answer = await new Promise<Outcome | string>((done) => {
      const waiting = setTimeout(() => done(`no answer in ${mostWaiting} s`), 1000 * mostWaiting);
      child.once('message', (outcome: Outcome) => {
        clearTimeout(waiting);
        done(outcome);
      });
      child.once('exit', (code, signal) => {
        clearTimeout(waiting);
        done(`the process ended (${signal ?? code}): ${err.slice(-300)}`);
      });
      child.send(one);
    });
    child.removeAllListeners();
    child.stderr?.off('data', hear);
    if (typeof answer === 'string' || answer.bytes > mostBytes) {
      child.kill('SIGKILL');
      this.process = this.start();
    }
    return answer;
  }

  end(): void {
    this.process.kill('SIGKILL');
  }
}

/** What is wrong with an outcome, if anything is. */
function faultOf(outcome: Outcome | string, path: string, isSealed: boolean): string | undefined {
  if (typeof outcome === 'string') return outcome;
  const { message, cpuSeconds, bytes } = outcome;
  if (message?.includes('unexpected error')) return message;
  if (cpuSeconds > mostSeconds) return `${cpuSeconds.toFixed(1)} s`;
  if (bytes > mostBytes) return `${(bytes / 1e9).toFixed(2)} GB`;
  if (isSealed && message === undefined) return 'used without a word';
  return isSealed && !message?.includes(path) ? `not named: ${message}` : undefined;
}

export interface FileFuzzOptions {
  /** Mutants of each kind. */
  readonly count: number;
  readonly seed: number;
  /** No case is begun after so many seconds. Default: all are. */
  readonly seconds?: number;
}

export interface FileFuzzResult {
  /** For each kind, mutants that were used, and those that were refused. */
  readonly tried: Readonly<Record<string, { readonly used: number; readonly refused: number }>>;
  /** What a mutant did that it must not. */
  readonly faults: readonly string[];
}

/** Uses mutants of every kind in turn, and keeps those at fault in the temporary folder. */
export async function fuzzFiles({
  count,
  seed,
  seconds = Number.POSITIVE_INFINITY,
}: FileFuzzOptions): Promise<FileFuzzResult> {
  const folder = await prepare();
  const began = performance.now();
  const sampled = fc.sample(fc.array(mutation, { minLength: 1, maxLength: 6 }), { numRuns: count, seed });
  const random = new Random('single bits', seed);
  // Every other one is a single bit, anywhere: what shows least. (fast-check's places are mostly near the beginning.)
  const changes = sampled.map((many, n) => (n % 2 === 0 ? many : [singleBit(random)]));
  const tried = Object.fromEntries(Object.keys(kinds).map((kind) => [kind, { used: 0, refused: 0 }]));
  const faults: string[] = [];
  const child = new Child();
  try {
    for (const [n, mutations] of changes.entries()) {
      for (const [name, { file, uses, isSealed }] of Object.entries(kinds)) {
        if (performance.now() - began > 1000 * seconds) return { tried, faults };
        const whole = await readFile(join(folder, file));
        const mutant = mutate(whole, mutations);
        if (whole.equals(mutant)) continue;
        const place = await placed(folder, join(folder, 'mutants', `${name}-${n}`), file, mutant);
        const path = join(place, file);
        const use = uses[Math.floor(n / 2) % uses.length] as Use;
        const shared = { model: join(folder, 'model.onnx'), lines: join(folder, 'lines') };
        const outcome = await child.use({ use, path: use === 'resume' ? dirname(path) : path, ...shared });
        const fault = faultOf(outcome, path, isSealed);
        if (fault !== undefined) faults.push(`${path} (${use}): ${fault}`);
        else await rm(place, { recursive: true });
        const own = tried[name] as { used: number; refused: number };
        own.used++;
        if (typeof outcome !== 'string' && outcome.message !== undefined) own.refused++;
      }
    }
    return { tried, faults };
  } finally {
    child.end();
    if (faults.length === 0) await rm(folder, { recursive: true });
  }
}

function singleBit(random: Random): Mutation {
  return { kind: 'flip', at: random.uniform(), size: 1, value: random.below(8) };
}

/** The mutant with what belongs beside it. */
async function placed(folder: string, place: string, file: string, mutant: Uint8Array): Promise<string> {
  await mkdir(place, { recursive: true });
  if (file.startsWith('run')) await cp(join(folder, 'run'), join(place, 'run'), { recursive: true });
  if (file === 'lm.json') await copyFile(join(folder, 'lm.arpa'), join(place, 'lm.arpa'));
  await writeFile(join(place, file), mutant);
  return place;
}
