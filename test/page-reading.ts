/**
 * Pages whose lines are known, read in several ways by one model: from lines that were cut ready, from lines cut out by the
 * page's description, from the description's baselines as if a finder had found them, and from lines that were found.
 */
import { dirname, join, sep } from 'node:path';
import type { PageToLearn } from '../src/dataset/node.js';
import { findFiles, readBytes } from '../src/files/index.js';
import type { Raster } from '../src/image/index.js';
import {
  type FoundLine,
  type FoundLines,
  findLayout,
  type LineFinder,
  layoutOf,
  lineOverlap,
  scoreBaselines,
  writingHeights,
} from '../src/layout/index.js';
import { type Line, linesOf, type Page, type Point } from '../src/page/index.js';
import { type Recognizer, readLinesOf } from '../src/recognition/index.js';
import { decodeImage } from '../src/runtime/index.js';
import { applyRules } from '../src/text/index.js';
import { type UnmarkedText, withoutMarks } from './transcribers-marks.js';

/** A line of the description, without marks and under the model's rules for texts. */
export interface Reference extends UnmarkedText {
  readonly line: Line;
}

/** A line that was read. */
export interface Reading {
  readonly line: Line;
  readonly text: string;
}

export interface ReadPage {
  readonly name: string;
  readonly references: readonly Reference[];
  /** For each reference what was read of the ready line with its text, where there is one. */
  readonly ready: readonly (string | undefined)[];
  /** For each reference. */
  readonly cut: readonly string[];
  /** For each reference that a height of writing could be told of; and all in the order that was found. */
  readonly oracle: ReadonlyMap<Reference, string> | undefined;
  readonly oracleOrder: readonly Reference[];
  /** In the order that was found, without those that can be neither right nor wrong. */
  readonly found: readonly Reading[];
}

export interface Ways {
  readonly finder: LineFinder;
  /** Whether baselines of the description are read as if they had been found. */
  readonly oracle: boolean;
}

export async function readPageInAllWays(
  recognizer: Recognizer,
  { name, image, page, zones }: PageToLearn,
  { finder, oracle }: Ways,
): Promise<ReadPage> {
  const light = await decodeImage(image.path);
  const references = referencesOf(page, recognizer);
  const read = await readingsOf(recognizer, light, page);
  const overOracle = oracle ? await readOracle(recognizer, light, page, references) : [];
  return {
    name,
    references,
    ready: await readReady(recognizer, name, references),
    cut: read.map(({ text }) => text),
    oracle: oracle ? new Map(overOracle) : undefined,
    oracleOrder: overOracle.map(([reference]) => reference),
    found: (await readFound(recognizer, { image, page, zones }, finder)).found,
  };
}

/** What was found on a page, and the lines that are there. */
export async function readFound(
  recognizer: Recognizer,
  { image, page, zones }: Pick<PageToLearn, 'image' | 'page' | 'zones'>,
  finder: LineFinder,
): Promise<Pick<ReadPage, 'references' | 'found'>> {
  const light = await decodeImage(image.path);
  const references = referencesOf(page, recognizer);
  const { regions } = await findLayout(finder, light);
  const found = await readingsOf(recognizer, light, { ...page, regions });
  return { references, found: withoutUndecided(found, references, zones.unknown) };
}

export function referencesOf(page: Page, { model }: Pick<Recognizer, 'model'>): readonly Reference[] {
  const { text: rules } = model.metadata;
  return linesOf(page).map((line) => {
    const { text, ...rest } = withoutMarks(line.text);
    return { line, text: applyRules(text, rules), ...rest };
  });
}

/** The texts of a page's lines as `recognize` reads pages; lines that can't be cut out are read as nothing. */
async function readingsOf(recognizer: Recognizer, light: Raster, page: Page): Promise<readonly Reading[]> {
  const bare = {
    ...page,
    regions: page.regions.map((region) => ({ ...region, lines: region.lines.map(withoutText) })),
  };
  const { page: read } = await readLinesOf(recognizer, light, bare, page.image);
  return linesOf(read).map((line) => ({ line, text: line.text }));
}

function withoutText({ id, polygon, baseline }: Line): Line {
  return { id, text: '', ...(polygon ? { polygon } : {}), ...(baseline ? { baseline } : {}) };
}

/** In the order that the layout gives them. */
async function readOracle(
  recognizer: Recognizer,
  light: Raster,
  page: Page,
  references: readonly Reference[],
): Promise<readonly (readonly [Reference, string])[]> {
  const { regions } = layoutOf(describedAsFound(page), light, { mostLines: Number.POSITIVE_INFINITY });
  const byBaseline = new Map(references.map((reference) => [reference.line.baseline, reference]));
  const readings = await readingsOf(recognizer, light, { ...page, regions });
  return readings.flatMap(({ line, text }) => {
    const reference = byBaseline.get(line.baseline);
    return reference ? [[reference, text] as const] : [];
  });
}

/** The lines of a description as a finder would give them that makes no mistake. */
export function describedAsFound(page: Page): FoundLines {
  const lines = [...writingHeights(page)].flatMap(([{ baseline = [] }, heights]): readonly FoundLine[] =>
    baseline.length > 1 ? [{ baseline, ...heights }] : [],
  );
  return { lines, skew: slopeOf(lines.map(({ baseline }) => baseline)), warnings: [] };
}

/** Rise over run of most lines. */
function slopeOf(baselines: readonly (readonly Point[])[]): number {
  const slopes = baselines
    .flatMap((baseline) => {
      const [[x, y], [toX, toY]] = [baseline[0] ?? [0, 0], baseline.at(-1) ?? [0, 0]];
      return Math.abs(toX - x) > Math.abs(toY - y) ? [(toY - y) / (toX - x)] : [];
    })
    .sort((a, b) => a - b);
  return slopes[Math.floor(slopes.length / 2)] ?? 0;
}

/** Of the union of two outlines: less is another line. */
export const leastOverlap = 0.25;

/**
 * Without what lies in zones that nobody described, and without what lies where a line without a reference is: its outline
 * shares more with that line's than with others, and a quarter of both together.
 */
function withoutUndecided(
  readings: readonly Reading[],
  references: readonly Reference[],
  unknown: readonly (readonly Point[])[],
): readonly Reading[] {
  const [baselines, outlines] = [
    (lines: readonly { readonly line: Line }[]) => lines.map(({ line: { baseline = [] } }) => baseline),
    (lines: readonly { readonly line: Line }[]) => lines.map(({ line: { polygon = [] } }) => polygon),
  ];
  const { found } = scoreBaselines(baselines(references), baselines(readings), unknown);
  const undecided = new Set(
    lineOverlap(outlines(references), outlines(readings)).matches.flatMap(({ truth, hypothesis, overlap }) =>
      references[truth]?.leftOut !== undefined && overlap >= leastOverlap ? [hypothesis] : [],
    ),
  );
  return readings.filter((_, at) => !found[at]?.ignored && !undecided.has(at));
}

async function readReady(
  recognizer: Recognizer,
  name: string,
  references: readonly Reference[],
): Promise<readonly (string | undefined)[]> {
  const readings: (string | undefined)[] = [];
  for (const path of await readyPaths(name, references, recognizer)) {
    readings.push(path === undefined ? undefined : (await recognizer.recognize(path)).text);
  }
  return readings;
}

/**
 * For each line the ready one with its text: `lines/SET/SPLIT/NAME_NNN.jpg`, with the text beside it, for the page
 * `pages/SET/SPLIT/NAME`.
 */
export async function readyPaths(
  name: string,
  references: readonly Reference[],
  { model }: Pick<Recognizer, 'model'>,
): Promise<readonly (string | undefined)[]> {
  const left = new Map<string, string[]>();
  for (const path of await readyLines(name)) {
    const bytes = await readBytes(path.replace(/\.jpg$/, '.gt.txt'));
    const text = applyRules(new TextDecoder().decode(bytes), model.metadata.text);
    left.set(text, [...(left.get(text) ?? []), path]);
  }
  return references.map(({ text }) => left.get(text)?.shift());
}

/** Paths of the images of the ready lines of a page, in its order. */
export async function readyLines(page: string): Promise<readonly string[]> {
  const parts = page.split(sep);
  const at = parts.lastIndexOf('pages');
  if (at < 0) return [];
  const ready = parts.with(at, 'lines').join(sep);
  const files = (await findFiles(dirname(ready))) ?? [];
  const start = `${join(ready)}_`;
  return files.filter((path) => path.startsWith(start) && /^\d+\.jpg$/.test(path.slice(start.length)));
}
