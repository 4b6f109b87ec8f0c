/** Lines as they were found, to regions of lines in reading order. */
import { boxAround, type Line, type Point, type Region } from '../page/index.js';
import type { FoundLine, FoundLines, UprightLines } from './found-lines.js';
import { lineOutline } from './line-outline.js';
import { turnedBack, turnedSize } from './page-turn.js';
import { type OrderOptions, readingOrder } from './reading-order.js';
import { around, grouped, type LevelLine, stairs } from './regions.js';
import { besideWhich, isMarginal } from './upright-regions.js';

export interface LayOutOptions {
  /** Pages and columns are read from right to left. Default: no; where a model reads too, as most of its letters run. */
  readonly rightToLeft?: boolean | undefined;
  /** Whether the image shows two pages side by side. Default: where it is wider than high and no line crosses its middle. */
  readonly facingPages?: boolean;
}

interface Size {
  readonly width: number;
  readonly height: number;
}

/** A region before it has its place and its name. */
interface Block {
  readonly lines: readonly Line[];
  readonly polygon: readonly Point[];
  readonly box: LevelLine;
  readonly type: string | undefined;
}

/** Ids are counted through the level lines first, so that those have the same ones with upright lines and without. */
export function layOut(
  { lines, skew: slope, isParted, upright = [] }: Pick<FoundLines, 'lines' | 'skew' | 'isParted' | 'upright'>,
  size: Size,
  { rightToLeft = false, facingPages }: LayOutOptions = {},
): readonly Region[] {
  const order: OrderOptions = { slope, rightToLeft };
  const pages = pagesOf(lines, size, facingPages);
  const level = (rightToLeft ? [...pages].reverse() : pages).flatMap((part) => blocksOf(part, order, size, isParted));
  const standing = upright.flatMap((part) => uprightBlocks(part, size, rightToLeft));
  const hosts = standing.map(({ polygon }) =>
    besideWhich(
      polygon,
      level.map((block) => block.polygon),
    ),
  );
  const named = namedRegions([...level, ...standing.map((block, at) => inMargin(block, level[hosts[at] ?? -1]))]);
  const [levelRegions, rest] = [named.slice(0, level.length), named.slice(level.length)];
  const beside = (host: number | undefined) => rest.filter((_, at) => hosts[at] === host);
  return [...levelRegions.flatMap((region, at) => [region, ...beside(at)]), ...beside(undefined)];
}

function namedRegions(blocks: readonly Block[]): readonly Region[] {
  let count = 0;
  return blocks.map(({ lines, polygon, type }, at): Region => {
    const named = lines.map((line): Line => ({ ...line, id: `l${++count}` }));
    return { id: `r${at + 1}`, ...(type === undefined ? {} : { type }), polygon, lines: named };
  });
}

/** The regions of lines that are level on the turned page, laid out there, at their places on the page. */
function uprightBlocks(
  { turn, lines, skew: slope, isParted }: UprightLines,
  page: Size,
  rightToLeft: boolean,
): readonly Block[] {
  const back = (points: readonly Point[]) => points.map((point) => turnedBack(point, turn, page));
  return blocksOf(lines, { slope, rightToLeft }, turnedSize(page), isParted).map((block): Block => {
    const lines = block.lines.map((line): Line => {
      return { ...line, baseline: back(line.baseline ?? []), polygon: back(line.polygon ?? []) };
    });
    return { ...block, lines, polygon: back(block.polygon) };
  });
}

/** With its kind, where it lies in the margin of the region that it stands beside and nothing else is known of it. */
function inMargin(block: Block, host: Block | undefined): Block {
  if (block.type !== undefined || !host || !isMarginal(block.polygon, host.polygon)) return block;
  return { ...block, type: 'marginalia' };
}

/** Landscape, by this much. */
const openingAspect = 1.15;
/** The part of the width that the fold lies in, and the least share of lines on either side. */
const foldFrom = 0.35;
const foldTo = 0.65;
const leastSide = 0.2;

/** Lines of the left and of the right page, or all. */
function pagesOf(
  lines: readonly FoundLine[],
  { width, height }: Size,
  facing?: boolean,
): readonly (readonly FoundLine[])[] {
  if (facing === false || (facing === undefined && width < openingAspect * height)) return [lines];
  const fold = foldOf(lines, width);
  if (fold === undefined) return [lines];
  const isLeft = ({ baseline }: FoundLine) => middleOf(baseline) < fold;
  return [lines.filter(isLeft), lines.filter((line) => !isLeft(line))];
}

/** The middle of the widest strip about the middle of the picture that no line reaches into. */
function foldOf(lines: readonly FoundLine[], width: number): number | undefined {
  const spans = lines
    .map(({ baseline }) => boxAround(baseline))
    .flatMap((box) => (box ? [[box.x, box.x + box.width]] : []));
  let [best, from] = [{ at: 0, size: 0 }, foldFrom * width];
  for (const [left = 0, right = 0] of [...spans.sort(([a = 0], [b = 0]) => a - b), [foldTo * width, width]]) {
    if (right < from) continue;
    const to = Math.min(left, foldTo * width);
    if (to - from > best.size) best = { at: (from + to) / 2, size: to - from };
    from = Math.max(from, right);
  }
  if (best.size === 0) return undefined;
  const onLeft = lines.filter(({ baseline }) => middleOf(baseline) < best.at).length;
  const least = leastSide * lines.length;
  return onLeft >= least && lines.length - onLeft >= least ? best.at : undefined;
}

function middleOf(baseline: readonly Point[]): number {
  const box = boxAround(baseline);
  return box ? box.x + box.width / 2 : 0;
}

/** The regions of one page in reading order. */
function blocksOf(
  foundLines: readonly FoundLine[],
  order: OrderOptions,
  size: Size,
  isParted: FoundLines['isParted'],
): readonly Block[] {
  const { slope } = order;
  const lines = foundLines.map((line): Line => {
    return {
      id: '',
      text: '',
      untranscribed: true,
      baseline: line.baseline,
      polygon: lineOutline(line.baseline, line, size),
    };
  });
  const boxes = lines.map(({ polygon = [] }) => levelBox(polygon, slope));
  const areParted = (upper: number, lower: number): boolean => {
    const [above, below] = [boxes[upper], boxes[lower]];
    if (!above || !below) return false;
    if (foundLines[upper]?.type !== foundLines[lower]?.type) return true;
    return isParted !== undefined && endsBetween(above, below, slope, isParted);
  };
  const blocks = grouped(boxes, areParted).map((places): Block => {
    const inside = places.flatMap((at) => lines[at] ?? []);
    const levels = places.flatMap((at) => boxes[at] ?? []);
    const outline = stairs(levels).map((point) => unlevelled(point, slope, size));
    const sorted = readingOrder(
      inside.map(({ polygon = [] }) => polygon),
      order,
    ).flatMap((at) => inside[at] ?? []);
    // All lines of a block are of one type.
    return { lines: sorted, polygon: outline, box: levels.reduce(around), type: foundLines[places[0] ?? -1]?.type };
  });
  return inOrder(blocks, order);
}

/** Places along what two lines share that are looked at, and how many of them must say that a region ends. */
const placesBetween = 7;
const leastParted = 4;

function endsBetween(
  above: LevelLine,
  below: LevelLine,
  slope: number,
  isParted: (from: Point, to: Point) => boolean,
): boolean {
  const [left, right] = [Math.max(above.left, below.left), Math.min(above.right, below.right)];
  const middle = ({ top, bottom }: LevelLine) => (top + bottom) / 2;
  let parted = 0;
  for (let i = 0; i < placesBetween; i++) {
    const x = left + ((i + 0.5) / placesBetween) * (right - left);
    if (isParted([x, middle(above) + slope * x], [x, middle(below) + slope * x])) parted++;
  }
  return parted >= leastParted;
}

function levelBox(polygon: readonly Point[], slope: number): LevelLine {
  const turned = polygon.map(([x, y]): Point => [x, y - slope * x]);
  const { x, y, width, height } = boxAround(turned) ?? { x: 0, y: 0, width: 0, height: 0 };
  return { left: x, right: x + width, top: y, bottom: y + height };
}

function unlevelled([x, y]: Point, slope: number, { width, height }: Size): Point {
  return [Math.min(width, Math.max(0, x)), Math.min(height, Math.max(0, y + slope * x))];
}

/** A region beside a main one is marginal where it is this much narrower, and all on its side are this much lower. */
const marginalWidth = 0.45;
const marginalHeight = 0.5;

/** Main regions by the partial order; marginal ones each after the main region that it lies beside. */
function inOrder(blocks: readonly Block[], options: OrderOptions): readonly Block[] {
  const hosts = hostsOf(blocks);
  const main = blocks.filter((_, at) => hosts[at] === undefined);
  const sort = (list: readonly Block[]) =>
    readingOrder(
      list.map(({ polygon }) => polygon),
      options,
    ).flatMap((at) => list[at] ?? []);
  return sort(main).flatMap((block) => [block, ...sort(blocks.filter((_, at) => hosts[at] === block))]);
}

/** For each region the main one that it is a note in the margin of. */
function hostsOf(blocks: readonly Block[]): readonly (Block | undefined)[] {
  const largest = blocks.reduce<Block | undefined>((a, b) => (a && areaOf(a) >= areaOf(b) ? a : b), undefined);
  if (!largest) return [];
  const beside = blocks.map((block) => sideOf(block, largest));
  const heights = ['left', 'right'].map((side) =>
    blocks.reduce((sum, { box }, at) => (beside[at] === side ? sum + box.bottom - box.top : sum), 0),
  );
  const most = marginalHeight * (largest.box.bottom - largest.box.top);
  const [isLeft, isRight] = heights.map((height) => height < most);
  return blocks.map((_, at) =>
    (beside[at] === 'left' && isLeft) || (beside[at] === 'right' && isRight) ? largest : undefined,
  );
}

function sideOf({ box }: Block, { box: host }: Block): 'left' | 'right' | undefined {
  const middle = (box.top + box.bottom) / 2;
  const isNarrow = box.right - box.left < marginalWidth * (host.right - host.left);
  if (!isNarrow || middle < host.top || middle > host.bottom) return undefined;
  const width = 0.5 * (box.right - box.left);
  if (box.right < host.left + width && box.left < host.left) return 'left';
  return box.left > host.right - width && box.right > host.right ? 'right' : undefined;
}

function areaOf({ box }: Block): number {
  return (box.right - box.left) * (box.bottom - box.top);
}
