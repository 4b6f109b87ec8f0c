/**
 * npm run scale [-- TABLE…] [--workers N] [--pages N] [--pages-per-job N] [--seed N] [--failure-hours H] [--costs FILE]
 * npm run scale -- measure PAGES… --queue redis://… [--out FILE]
 *
 * The first prints what a simulated fleet does (docs/scale.md); the second measures what it goes by, with an empty Redis, all of
 * whose data are forgotten, and must be built (npx tsdown).
 */
import { parseArgs } from 'node:util';
import { writeFileAtomic } from '../../src/files/index.js';
import { readCosts } from './costs.js';
import { measureCosts } from './measure.js';
import { type Scenario, usualScenario } from './scenario.js';
import {
  fleetTable,
  lostTable,
  millionsTable,
  queueTable,
  storeTable,
  type Table,
  tailTable,
  workersTable,
} from './tables.js';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    workers: { type: 'string' },
    pages: { type: 'string' },
    'pages-per-job': { type: 'string' },
    'failure-hours': { type: 'string' },
    seed: { type: 'string' },
    costs: { type: 'string' },
    queue: { type: 'string' },
    out: { type: 'string' },
  },
});
const tables = {
  fleet: fleetTable,
  workers: workersTable,
  queue: queueTable,
  store: storeTable,
  lost: lostTable,
  tail: tailTable,
} as const;
type TableName = keyof typeof tables | 'millions';

function fail(problem: string): never {
  console.error(`scale: ${problem}`);
  process.exit(2);
}

/** @throws nothing; ends the program where it is no number in the range */
function numberOf(
  name: 'workers' | 'pages' | 'pages-per-job' | 'failure-hours' | 'seed',
  least: number,
): number | undefined {
  const text = values[name];
  if (text === undefined) return undefined;
  const value = Number(text);
  const isWhole = name === 'failure-hours' || Number.isInteger(value);
  if (text !== '' && isWhole && value >= least) return value;
  return fail(
    `--${name} must be ${name === 'failure-hours' ? 'a number' : 'a whole number'} of at least ${least}, got ${text}`,
  );
}

async function measuring(paths: readonly string[]): Promise<void> {
  const { queue, out } = values;
  if (paths.length === 0 || queue === undefined) fail('measure needs pages, and --queue redis://… that may be emptied');
  const costs = `${JSON.stringify(await measureCosts(paths, queue), null, 2)}\n`;
  if (out === undefined) process.stdout.write(costs);
  else await writeFileAtomic(out, costs);
}

async function simulating(names: readonly string[]): Promise<void> {
  const known: readonly TableName[] = [...(Object.keys(tables) as (keyof typeof tables)[]), 'millions'];
  const unknown = names.filter((name) => !known.some((table) => table === name));
  if (unknown.length > 0) fail(`unknown table ${unknown.join(', ')}; there are ${known.join(', ')}`);
  const { sources, ...costs } = await readCosts(values.costs ?? new URL('measured.json', import.meta.url));
  const usual = usualScenario({ sources, ...costs });
  const scenario: Scenario = {
    ...usual,
    workers: numberOf('workers', 1) ?? usual.workers,
    pages: numberOf('pages', 1) ?? usual.pages,
    pagesPerJob: numberOf('pages-per-job', 1) ?? usual.pagesPerJob,
    failureHours: numberOf('failure-hours', 0.01) ?? usual.failureHours,
    seed: numberOf('seed', 0) ?? usual.seed,
  };
  for (const name of known) {
    if (names.length > 0 && !names.includes(name)) continue;
    print(name === 'millions' ? millionsTable(scenario, sources) : tables[name](scenario));
  }
}

/** As Markdown, so that it can stand in the documentation as it is. */
function print({ title, columns, rows }: Table): void {
  const widths = columns.map((column, n) => Math.max(column.length, ...rows.map((row) => row[n]?.length ?? 0)));
  const line = (cells: readonly string[]) => `| ${cells.map((cell, n) => cell.padEnd(widths[n] ?? 0)).join(' | ')} |`;
  const rule = `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`;
  console.log([`\n${title}\n`, line(columns), rule, ...rows.map(line)].join('\n'));
}

const [command, ...rest] = positionals;
if (command === 'measure') await measuring(rest);
else await simulating(positionals);
