/**
 * npm run compare -- OLD NEW [PART…] [--rounds N] [--json FILE]: whether two built checkouts are as fast as each other on this
 * machine. Their own benchmarks run in alternating rounds; a row is slower where the median of its times is.
 */
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs, promisify } from 'node:util';
import { known } from '../src/known.js';

const run = promisify(execFile);
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    rounds: { type: 'string', default: '10' },
    inner: { type: 'string', default: '3' },
    json: { type: 'string' },
  },
});
const [old, now, ...named] = positionals;
const rounds = Number(values.rounds);
if (old === undefined || now === undefined || !(rounds >= 1)) {
  console.error('npm run compare -- OLD NEW [PART…] [--rounds N]: two built checkouts');
  process.exit(2);
}
const parts = named.length > 0 ? named : ['train', 'recognize', 'start'];

/** More than this share slower, a row is a regression; and all of them together. */
const mostOfRow = 0.05;
const mostOfAll = 0.02;

interface Row {
  readonly name: string;
  readonly group?: string;
  readonly medianMs: number;
}

/** One run of a checkout's benchmarks: the median of each row. */
async function timesOf(root: string, file: string): Promise<ReadonlyMap<string, number>> {
  const tsx = join(root, 'node_modules', 'tsx', 'dist', 'cli.mjs');
  const args = [tsx, 'bench/main.ts', ...parts, '--rounds', values.inner, '--json', file];
  await run(process.execPath, args, { cwd: root, maxBuffer: 2 ** 26 });
  const { results } = JSON.parse(await readFile(file, 'utf8')) as { results: Record<string, readonly Row[]> };
  return new Map(
    Object.entries(results).flatMap(([part, rows]) =>
      rows.map(({ name, group = '', medianMs }) => [`${part}: ${group} ${name}`, medianMs] as const),
    ),
  );
}

function medianOf(numbers: readonly number[]): number {
  const sorted = [...numbers].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = known(sorted[middle], 'the middle');
  return sorted.length % 2 === 1 ? upper : (known(sorted[middle - 1], 'the middle') + upper) / 2;
}

const folder = await mkdtemp(join(tmpdir(), 'ductus-compare-'));
const times = { old: new Map<string, number[]>(), now: new Map<string, number[]>() };
/** Of rounds in which one of the two failed: they count for neither, and others are run instead. */
let failures = 0;
const mostFailures = 3;
try {
  for (let round = 0; round - failures < rounds; round++) {
    // Who begins takes turns, too.
    const sides = [['old', old] as const, ['now', now] as const];
    try {
      const measured = new Map<'old' | 'now', ReadonlyMap<string, number>>();
      for (const [side, root] of round % 2 === 0 ? sides : sides.reverse()) {
        measured.set(side, await timesOf(resolve(root), join(folder, 'times.json')));
      }
      for (const [side, rows] of measured) {
        for (const [row, ms] of rows) times[side].set(row, [...(times[side].get(row) ?? []), ms]);
      }
      console.log(`round ${round - failures + 1} of ${rounds}`);
    } catch (error) {
      failures++;
      console.log(`a round failed and is run again: ${error instanceof Error ? error.message : String(error)}`);
      if (failures > mostFailures) throw error;
    }
    if (values.json !== undefined) await writeFile(values.json, `${JSON.stringify(summary(), null, 2)}\n`);
  }
} finally {
  await rm(folder, { recursive: true });
}

const { ratios, mean } = summary();
for (const { row, ratio } of ratios) {
  console.log(`${ratio.toFixed(3)}  ${row}${ratio > 1 + mostOfRow ? '   slower' : ''}`);
}
console.log(`${mean.toFixed(3)}  geometric mean of ${ratios.length} rows`);
process.exit(ratios.length > 0 && mean <= 1 + mostOfAll && ratios.every(({ ratio }) => ratio <= 1 + mostOfRow) ? 0 : 1);

function summary() {
  const rows = [...times.now].flatMap(([row, ms]) => {
    const before = times.old.get(row);
    // The machine's limit is no work of ours.
    return before && !row.includes('gemm')
      ? [{ row, ratio: medianOf(ms) / medianOf(before), ms: { old: before, now: ms } }]
      : [];
  });
  const logs = rows.reduce((sum, { ratio }) => sum + Math.log(ratio), 0);
  return { ratios: rows, mean: Math.exp(logs / Math.max(1, rows.length)) };
}
