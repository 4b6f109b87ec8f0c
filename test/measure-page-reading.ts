/**
 * How well whole pages are read, and what the finding and cutting of lines cost:
 *
 *   npm run page-reading -- MODEL PAGES… [--layout M | --method classical] [--oracle] [--cuts] [--part SHARE]
 *     [--json FILE]
 *
 * Each of PAGES is a folder of pages with their descriptions. Where it is …/pages/SET/SPLIT, ready lines of the same pages are
 * sought in …/lines/SET/SPLIT. `--oracle` takes the baselines of the descriptions as if they had been found: what is lost then
 * is lost by outlines, order and cutter. `--cuts` reads nothing, and compares how high lines are cut. `--part` takes a share
 * of the pages, always the same ones.
 *
 * References are without transcribers' marks (transcribers-marks.ts). Lines without a reference, and what was found in their
 * places or where nobody described anything, are in no figure.
 */
import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { openPages, type PageToLearn } from '../src/dataset/node.js';
import { matchedLines, type PageTexts, scorePages } from '../src/evaluation/index.js';
import { openLineFinder } from '../src/layout/index.js';
import { Random } from '../src/random/index.js';
import { Recognizer } from '../src/recognition/index.js';
import { characterErrorRate, type TextPair } from '../src/text/index.js';
import { type ComparedCut, compareCuts } from './page-cuts.js';
import { type ReadPage, readPageInAllWays } from './page-reading.js';

const { values: flags, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    layout: { type: 'string' },
    method: { type: 'string' },
    oracle: { type: 'boolean', default: false },
    cuts: { type: 'boolean', default: false },
    part: { type: 'string', default: '1' },
    json: { type: 'string' },
  },
});
const [model = 'starter.int8', ...sets] = positionals;

type Row = Readonly<Record<string, string | number>>;

async function main(): Promise<void> {
  if (sets.length === 0) throw new Error('page-reading: name a model, and folders of pages after it');
  if (flags.method !== undefined && flags.method !== 'classical') {
    throw new Error(`page-reading: --method must be classical, got ${flags.method}`);
  }
  if (flags.method !== undefined && flags.layout !== undefined) {
    throw new Error('page-reading: --method classical needs no --layout');
  }
  if (!(Number(flags.part) > 0)) throw new Error(`page-reading: --part must be a share above 0, got ${flags.part}`);
  await using recognizer = await Recognizer.load(model);
  const finder = await openLineFinder({ layout: flags.method === 'classical' ? false : flags.layout });
  if (flags.cuts) {
    console.log(`Cuts, medians (tenths): lines found by ${flags.layout ?? `the ${finder.method} method`}\n`);
    console.log(table((await mapSets((page) => compareCuts(recognizer, page, finder))).flatMap(cutRows)));
    await finder.dispose();
    return;
  }
  const lines: Row[] = [];
  const pages: Row[] = [];
  const read = await mapSets(async (page) => [
    await readPageInAllWays(recognizer, page, { finder, oracle: flags.oracle }),
  ]);
  for (const { set, results } of read) {
    lines.push(...lineRows(set, results));
    pages.push(...pageRows(set, results));
  }
  await finder.dispose();
  console.log(`read by ${model}; lines found by ${flags.layout ?? `the ${finder.method} method`}\n`);
  console.log(`CER of lines, %: on all with a reference, and on those that were cut ready too\n\n${table(lines)}\n`);
  console.log(
    `Pages, %: bag of lines, the same without lines that match none, reading order, words\n\n${table(pages)}`,
  );
  if (flags.json !== undefined) await writeFile(flags.json, JSON.stringify(read.map(asJson), undefined, 1));
}

interface OfSet<T> {
  readonly set: string;
  readonly results: readonly T[];
}

/** What is made of the pages of each set. */
async function mapSets<T>(make: (page: PageToLearn) => Promise<readonly T[]>): Promise<readonly OfSet<T>[]> {
  const made: OfSet<T>[] = [];
  for (const set of sets) {
    const { pages, skipped } = await openPages([set]);
    for (const { name, reason } of skipped) console.error(`${name}: ${reason}`);
    const results: T[] = [];
    for (const page of pages.filter(isTaken)) results.push(...(await make(page)));
    made.push({ set, results });
    // Reading takes minutes.
    console.error(`${set}: done`);
  }
  return made;
}

function isTaken({ key }: PageToLearn): boolean {
  return new Random('part of pages', key).uniform() < Number(flags.part);
}

/** Texts of the lines of all pages, of those that have a reference and were read this way. */
function pairsOf(pages: readonly ReadPage[], way: 'ready' | 'cut' | 'oracle', onlyReady: boolean): readonly TextPair[] {
  return pages.flatMap(({ references, ready, cut, oracle }) =>
    references.flatMap((reference, at): readonly TextPair[] => {
      if (reference.leftOut !== undefined || (onlyReady && ready[at] === undefined)) return [];
      const read = { ready: ready[at], cut: cut[at], oracle: oracle?.get(reference) }[way] ?? '';
      return [{ reference: reference.text, prediction: read }];
    }),
  );
}

function lineRows(set: string, pages: readonly ReadPage[]): readonly Row[] {
  const rate = (way: 'ready' | 'cut' | 'oracle', onlyReady: boolean) =>
    percent(characterErrorRate(pairsOf(pages, way, onlyReady)));
  const both = pairsOf(pages, 'ready', true).length;
  const oracle = (onlyReady: boolean) => (flags.oracle ? rate('oracle', onlyReady) : '');
  const all = pages.flatMap(({ references }) => references);
  return [
    {
      set,
      pages: pages.length,
      lines: all.filter(({ leftOut }) => leftOut === undefined).length,
      'left out': all.filter(({ leftOut }) => leftOut !== undefined).length,
      cut: rate('cut', false),
      oracle: oracle(false),
      ready: both,
      'of ready': both > 0 ? rate('ready', true) : '',
      'cut ': both > 0 ? rate('cut', true) : '',
      'oracle ': both > 0 ? oracle(true) : '',
    },
  ];
}

function pageRows(set: string, pages: readonly ReadPage[]): readonly Row[] {
  const ways = [
    ['cut', cutTexts],
    ...(flags.oracle ? [['oracle', oracleTexts] as const] : []),
    ['found', foundTexts],
  ] as const;
  return ways.map(([way, textsOf]) => {
    const texts = pages.map(textsOf);
    const { bagOfLinesCer, readingOrderCer, wer, bagOfWordsWer } = scorePages(texts);
    const count = (of: (page: PageTexts) => number) => texts.reduce((sum, page) => sum + of(page), 0);
    return {
      set,
      lines: way,
      true: count(({ reference }) => reference.length),
      read: count(({ prediction }) => prediction.length),
      matched: count((page) => matchedLines(page).filter((to) => to !== undefined).length),
      bag: percent(bagOfLinesCer),
      'matched bag': percent(scorePages(texts.map(withoutUnmatched)).bagOfLinesCer),
      order: percent(readingOrderCer),
      WER: percent(wer),
      'words in a bag': percent(bagOfWordsWer),
    };
  });
}

function cutTexts({ references, cut }: ReadPage): PageTexts {
  const taken = references.flatMap(({ leftOut, text }, at) => (leftOut === undefined ? [[text, cut[at] ?? '']] : []));
  return { reference: taken.map(([text = '']) => text), prediction: taken.map(([, read = '']) => read) };
}

function oracleTexts({ references, oracle, oracleOrder }: ReadPage): PageTexts {
  return {
    reference: truthOf(references),
    prediction: oracleOrder.flatMap((line) => (line.leftOut === undefined ? [oracle?.get(line) ?? ''] : [])),
  };
}

function foundTexts({ references, found }: ReadPage): PageTexts {
  return { reference: truthOf(references), prediction: found.map(({ text }) => text) };
}

function truthOf(references: ReadPage['references']): readonly string[] {
  return references.flatMap(({ leftOut, text }) => (leftOut === undefined ? [text] : []));
}

function withoutUnmatched(page: PageTexts): PageTexts {
  const used = new Set(matchedLines(page));
  return { ...page, prediction: page.prediction.filter((_, at) => used.has(at)) };
}

function asJson({ set, results }: OfSet<ReadPage>): object {
  return {
    set,
    pages: results.map(({ name, references, ready, cut, oracle, found }) => ({
      name,
      lines: references.map((reference, at) => ({
        id: reference.line.id,
        text: reference.text,
        leftOut: reference.leftOut,
        ready: ready[at],
        cut: cut[at],
        oracle: oracle?.get(reference),
      })),
      found: found.map(({ line: { baseline }, text }) => ({ text, baseline })),
    })),
  };
}

function cutRows({ set, results }: OfSet<ComparedCut>): readonly Row[] {
  return (['cut', 'ready', 'oracle', 'found'] as const).map((way) => {
    const cuts = results.filter((cut) => cut.way === way);
    return {
      set,
      lines: way,
      count: cuts.length,
      'height over that of cut': spread(cuts.map(({ height }) => height)),
      'above the baseline': spread(cuts.flatMap(({ above }) => above ?? [])),
      'baseline lower by': spread(cuts.flatMap(({ lower }) => lower ?? [])),
    };
  });
}

/** The median, and where a tenth lies below and above. */
function spread(values: readonly number[]): string {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (share: number) => (sorted[Math.floor(share * (sorted.length - 1))] ?? Number.NaN).toFixed(2);
  return sorted.length === 0 ? '' : `${at(0.5)} (${at(0.1)} to ${at(0.9)})`;
}

function percent(share: number): string {
  return (100 * share).toFixed(2);
}

function table(rows: readonly Row[]): string {
  const columns = Object.keys(rows[0] ?? {});
  const lines = [
    columns,
    columns.map(() => '---'),
    ...rows.map((row) => columns.map((column) => `${row[column] ?? ''}`)),
  ];
  return lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

await main();
