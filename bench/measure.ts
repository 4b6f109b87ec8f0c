/** Interleaved timing: every candidate once in each round, so that a slow minute of the machine strikes all alike. */
import { cpus, loadavg } from 'node:os';
import { input, matmul, writeOnnx } from '../src/graph-entry.js';
import { known } from '../src/known.js';
import { createSession } from '../src/runtime/index.js';

/** What else is known of a row than its times, by name: counts, megabytes. */
export type Details = Readonly<Record<string, string | number>>;

export interface Candidate {
  readonly name: string;
  /** Multiply-adds · 2 of one run. */
  readonly flops: number;
  /** Valid pixels of one run, where that is of interest. */
  readonly pixels?: number;
  readonly lines?: number;
  /** Candidates of one group do the same work; the first is what the others are compared with. */
  readonly group?: string;
  /** @returns milliseconds, where they are measured elsewhere */
  run(): Promise<unknown>;
  /** What its last run has shown. */
  details?(): Details;
  dispose(): Promise<void>;
}

export interface Timing {
  readonly name: string;
  readonly minMs: number;
  readonly medianMs: number;
  /** Of the fastest run: what the code can do when the machine does nothing else. */
  readonly gflops: number;
  readonly linesPerSecond: number | undefined;
  readonly nsPerPixel: number | undefined;
  readonly group: string | undefined;
  /** Median time for each line over that of the group's first; for each run where no lines are counted. */
  readonly ratio: number | undefined;
  readonly details: Details | undefined;
}

/** The runtime's threads go on spinning for some milliseconds after a run; the next candidate must not pay for that. */
const restMs = 60;

/** Rounds after as many warm-up rounds; each candidate runs once a round. */
export async function measure(
  candidates: readonly Candidate[],
  rounds: number,
  warmUp = 3,
): Promise<readonly Timing[]> {
  const times = candidates.map((): number[] => []);
  for (let round = -warmUp; round < rounds; round++) {
    for (const [index, candidate] of candidates.entries()) {
      await new Promise((done) => setTimeout(done, restMs));
      const started = performance.now();
      const measured = await candidate.run();
      if (round >= 0) times[index]?.push(typeof measured === 'number' ? measured : performance.now() - started);
    }
  }
  await Promise.all(candidates.map((candidate) => candidate.dispose()));
  const timed = candidates.map((candidate, index) => {
    const sorted = known(times[index], 'the times of each candidate').sort((a, b) => a - b);
    const medianMs = known(sorted[Math.floor(sorted.length / 2)], 'a round');
    return { candidate, minMs: known(sorted[0], 'a round'), medianMs, perLine: medianMs / (candidate.lines ?? 1) };
  });
  return timed.map(({ candidate, minMs, medianMs, perLine }) => {
    const first = timed.find(({ candidate: { group } }) => group === candidate.group);
    return {
      name: candidate.name,
      minMs,
      medianMs,
      gflops: candidate.flops / minMs / 1e6,
      linesPerSecond: candidate.lines && (candidate.lines * 1000) / medianMs,
      nsPerPixel: candidate.pixels && (medianMs * 1e6) / candidate.pixels,
      group: candidate.group,
      ratio: candidate.group === undefined || !first ? undefined : perLine / first.perLine,
      details: candidate.details?.(),
    };
  });
}

/** The machine's limit: a square matrix product in ONNX Runtime, its output in memory that is used again. */
export async function gemm(size: number, threads: number): Promise<Candidate> {
  return { ...(await tallGemm(size, size, size, threads)), name: `gemm ${size}³, ${threads} threads` };
}

/** [m, k] · [k, n], as the products of a training step are shaped. */
export async function tallGemm(m: number, k: number, n: number, threads: number): Promise<Candidate> {
  const [a, b] = [input('a', 'float32', [m, k]), input('b', 'float32', [k, n])];
  const session = await createSession(writeOnnx({ outputs: { c: matmul(a, b) } }), { threads });
  const matrix = (rows: number, columns: number) => ({
    data: Float32Array.from({ length: rows * columns }, Math.random),
    shape: [rows, columns],
  });
  const feeds = { a: matrix(m, k), b: matrix(k, n) };
  const outputs = { c: { data: new Float32Array(m * n), shape: [m, n] } };
  return {
    name: `gemm ${m} × ${k} × ${n}, ${threads} threads`,
    flops: 2 * m * k * n,
    run: async () => {
      await session.run(feeds, outputs);
    },
    dispose: () => session.dispose(),
  };
}

export function machine(): Record<string, unknown> {
  return {
    cpu: cpus()[0]?.model,
    cores: cpus().length,
    load: loadavg().map((load) => Math.round(load * 100) / 100),
    node: process.version,
    onnxruntime: '1.30.0',
  };
}
