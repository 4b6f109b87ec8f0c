/**
 * Lines that are written up or down the page, as notes in margins are: any finder of lines looks at the page turned to
 * either side, where such lines are level. Most of what it sees there is none, so what is kept must be surely written that
 * way: one that is invented costs more than one that is missed.
 */
import { percentiles, type Raster } from '../image/index.js';
import { boxAround, type Point } from '../page/index.js';
import { withoutLines } from './covered-lines.js';
import { forEachInside } from './drawn-shapes.js';
import type { FoundLine, FoundLines, UprightLines } from './found-lines.js';
import { lineOutline } from './line-outline.js';
import { pageTurns, type Turn, turnedBack, turnedPage, turnedSize } from './page-turn.js';
import { type Spans, sharedArea, spansOf } from './polygon.js';

/** What a finder saw on the turned page, in its pixels. */
export interface TurnedLines extends FoundLines {
  readonly turn: Turn;
}

/** In heights of the writing: shorter ones may be pieces of upright writing, as wide as two lines of it are together. */
const leastLevel = 2.5;

/** The level lines that are surely such. */
function levelLines({ lines }: FoundLines): readonly FoundLine[] {
  return lines.filter((line) => lengthOf(line) >= leastLevel * heightOf(line));
}

/**
 * The page turned to either side, without its level lines: those would be found there too, as columns of letters.
 * @param light levels, 0 black to 255 white
 */
export function* turnedViews(
  light: Raster,
  level: FoundLines,
): Generator<{ readonly turn: Turn; readonly light: Raster }> {
  const rest = withoutLines(light, levelLines(level));
  for (const turn of pageTurns) yield { turn, light: turnedPage(rest, turn) };
}

/** How sure it must be that letters stand on their feet (`rightWayUp`). */
const leastSure = 0.4;
/** Of the writing's height: a shorter line is a word, or a stroke. */
const leastLength = 4;
/** Of the usual height of the page's level lines, and of their ink's darkness: fainter is the other side shining through. */
const [lowest, highest] = [0.35, 1.75];
const faintest = 0.6;
/** Of an outline, that may lie in those of other lines. */
const mostShared = 0.2;
/** Times a line's height: so far around it are lines of the same writing. */
const neighbours = 2;

interface Candidate {
  readonly line: FoundLine;
  readonly turn: Turn;
  readonly rightWayUp: number;
  /** On the page. */
  readonly outline: readonly Point[];
  readonly spans: Spans;
  /** With what is near it. */
  readonly around: Spans;
}

/**
 * The level lines of a page, with those of the turned page that are surely written so and lie over no other.
 * @param light levels of the page
 */
export function withUpright(level: FoundLines, seen: readonly TurnedLines[], light: Raster): FoundLines {
  const outlines = levelLines(level).map((line) => lineOutline(line.baseline, line, light));
  const levelSpans = outlines.map(spansOf);
  const usualHeight = middleOf(level.lines.map(heightOf));
  const usualInk = middleOf(outlines.map((outline) => darknessIn(outline, light)));
  const isUsual = ({ line, outline }: Candidate) =>
    (usualHeight === undefined || isBetween(heightOf(line) / usualHeight, lowest, highest)) &&
    (usualInk === undefined || darknessIn(outline, light) >= faintest * usualInk);
  const sure = seen
    .flatMap(({ turn, lines }) => lines.flatMap((line) => candidatesOf(line, turn, light)))
    .filter((candidate) => isUsual(candidate) && sharedBy(candidate.spans, levelSpans) <= mostShared);
  const kept = new Set(rightWayUpOf(sure).map(({ line }) => line));
  const upright = seen.map(({ turn, lines, skew, isParted }): UprightLines => {
    return { turn, lines: lines.filter((line) => kept.has(line)), skew, ...(isParted ? { isParted } : {}) };
  });
  return { ...level, upright: upright.filter(({ lines }) => lines.length > 0) };
}

/** None where the finder can't say which way up the line is, or isn't sure. */
function candidatesOf(line: FoundLine, turn: Turn, page: Raster): readonly Candidate[] {
  const { rightWayUp } = line;
  const isSure = rightWayUp !== undefined && rightWayUp >= leastSure;
  if (!isSure || lengthOf(line) < leastLength * heightOf(line)) return [];
  const outlineOf = (grown: number): readonly Point[] => {
    const heights = { ascender: grown * line.ascender, descender: grown * line.descender };
    return lineOutline(line.baseline, heights, turnedSize(page)).map((point) => turnedBack(point, turn, page));
  };
  const outline = outlineOf(1);
  if (isCutOff(outline, page)) return [];
  return [{ line, turn, rightWayUp, outline, spans: spansOf(outline), around: spansOf(outlineOf(neighbours)) }];
}

/** Whether it touches the picture's edge to the left or right: what stands there is of a neighbouring page, or its edge. */
function isCutOff(outline: readonly Point[], { width }: Raster): boolean {
  return outline.some(([x]) => x <= 0 || x >= width);
}

/** Without those near which others run the other way, and are surer: the same writing upside down, or more of it. */
function rightWayUpOf(candidates: readonly Candidate[]): readonly Candidate[] {
  const kept: Candidate[] = [];
  const sureness = ({ rightWayUp, line }: Candidate) => rightWayUp * lengthOf(line);
  for (const candidate of [...candidates].sort((a, b) => sureness(b) - sureness(a))) {
    if (!kept.some((surer) => surer.turn !== candidate.turn && areNear(surer, candidate))) kept.push(candidate);
  }
  return kept;
}

function areNear(a: Candidate, b: Candidate): boolean {
  return sharedArea(a.around, b.spans) > mostShared * Math.min(a.spans.area, b.spans.area);
}

function heightOf({ ascender, descender }: FoundLine): number {
  return ascender + descender;
}

function lengthOf({ baseline }: FoundLine): number {
  return boxAround(baseline)?.width ?? 0;
}

function isBetween(value: number, least: number, most: number): boolean {
  return value >= least && value <= most;
}

function middleOf(values: readonly number[]): number | undefined {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
}

/** Of the pixels of a line, those that are ink at least, and those that are paper at most. */
const [inkShare, paperShare] = [0.05, 0.7];

/** How much darker a line's strokes are than its paper, 0 to 1. */
function darknessIn(outline: readonly Point[], light: Raster): number {
  const levels: number[] = [];
  forEachInside(outline, light, (at) => levels.push(light.data[at] ?? 0));
  if (levels.length === 0) return 0;
  const line = { width: levels.length, height: 1, data: Uint8Array.from(levels) };
  const [ink, paper] = percentiles(line, [inkShare, paperShare]);
  return paper > 0 ? 1 - ink / paper : 0;
}

/** The share of an area that lies in others, were they apart. */
function sharedBy(spans: Spans, others: readonly Spans[]): number {
  const shared = others.reduce((sum, outline) => sum + sharedArea(spans, outline), 0);
  return spans.area > 0 ? shared / spans.area : 1;
}
