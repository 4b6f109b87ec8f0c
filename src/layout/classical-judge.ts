/**
 * Which ridges are lines of writing: judged by what is on them, against the page's other lines. The limits were chosen on 39
 * pages of ten collections with 1,449 ridges that are lines and 645 that are not: about 1,430 and 120 of them stay.
 */
import type { Ridge } from './classical-ridges.js';
import type { Field } from './field.js';

/** What is on a ridge. */
export interface Evidence {
  /** Pitches. */
  readonly length: number;
  /** From the picture's edge to its nearer end. Pitches. */
  readonly margin: number;
  /** Share of its columns in which ink is as tall as a small letter. */
  readonly tall: number;
  /** Strokes that cross it, a pitch. */
  readonly crossings: number;
  /** How much darker its strokes are than paper, 0 to 1. */
  readonly contrast: number;
  /** Light of its paper. */
  readonly paper: number;
}

/** Of a page, all of one size, its lines level. */
export interface PageFields {
  readonly ink: Field;
  /** Ink as tall as letters. */
  readonly tall: Field;
  readonly contrast: Field;
  readonly paper: Field;
}

/** In pitches to either side of a ridge: what is on it, and the rows in which strokes that cross it are counted. */
const band = 0.3;
const counted = [-0.12, 0, 0.12];

export function evidenceOf(ridge: Ridge, { ink, tall, contrast, paper }: PageFields, pitch: number): Evidence {
  const count = ridge.heights.length;
  return {
    length: count / pitch,
    margin: Math.min(ridge.from, ink.width - ridge.from - count) / pitch,
    tall: tallColumns(ridge, tall, pitch) / count,
    crossings: (crossingsOf(ridge, ink, pitch) / counted.length / count) * pitch,
    contrast: contrastOf(ridge, ink, contrast, pitch),
    paper: ridge.heights.reduce((sum, y, i) => sum + valueAt(paper, ridge.from + i, y), 0) / count,
  };
}

function valueAt({ width, height, data }: Field, x: number, y: number): number {
  return data[Math.min(height - 1, Math.max(0, Math.round(y))) * width + x] ?? 0;
}

/** The rows of the band in a column: first and last. */
function rowsAbout(y: number, pitch: number, height: number): readonly [number, number] {
  return [Math.max(0, Math.round(y - band * pitch)), Math.min(height - 1, Math.floor(y + band * pitch))];
}

function tallColumns({ from, heights }: Ridge, { width, height, data }: Field, pitch: number): number {
  let columns = 0;
  for (const [i, y] of heights.entries()) {
    const [top, bottom] = rowsAbout(y, pitch, height);
    let row = top;
    while (row <= bottom && data[row * width + from + i] === 0) row++;
    if (row <= bottom) columns++;
  }
  return columns;
}

/** Where ink begins in the counted rows, all together. */
function crossingsOf({ from, heights }: Ridge, ink: Field, pitch: number): number {
  let crossings = 0;
  for (const share of counted) {
    const by = Math.round(share * pitch);
    let before = 0;
    for (const [i, y] of heights.entries()) {
      const here = valueAt(ink, from + i, Math.round(y) + by);
      if (here > crossingLevel && before <= crossingLevel) crossings++;
      before = here;
    }
  }
  return crossings;
}

const crossingLevel = 0.4;
const strokeLevel = 0.5;
/** Levels of contrast that are told apart, and the share of the strokes' pixels that lie below a line's. */
const levelCount = 256;
const contrastShare = 0.7;

function contrastOf({ from, heights }: Ridge, ink: Field, contrast: Field, pitch: number): number {
  const counts = new Int32Array(levelCount);
  let marks = 0;
  for (const [i, y] of heights.entries()) {
    const [top, bottom] = rowsAbout(y, pitch, ink.height);
    for (let row = top; row <= bottom; row++) {
      const at = row * ink.width + from + i;
      if ((ink.data[at] ?? 0) <= strokeLevel) continue;
      const level = Math.min(levelCount - 1, Math.floor((contrast.data[at] ?? 0) * levelCount));
      counts[level] = (counts[level] ?? 0) + 1;
      marks++;
    }
  }
  let below = 0;
  for (const [level, count] of counts.entries()) {
    below += count;
    if (below > contrastShare * marks) return level / levelCount;
  }
  return 0;
}

/** Against the page's usual line: fainter is the other side shining through, darker paper is no paper. */
const leastContrast = 0.55;
const leastPaper = 0.78;
/** But writing that is as dark as the other may stand in a shadow. */
const shadowPaper = 0.6;
const shadowContrast = 0.9;
/** Of lines whatever the page is like. */
const leastCrossings = 1;
const leastTall = 0.08;
/** Strokes that usually cross a pitch of a line; what is faint must have as many. */
const usualCrossings = 2;
const leastLikeness = 0.5;

/** A line that the picture's edge cuts off, in pitches from it, and of the picture's width: that of a neighbouring page. */
const cutOff = 0.5;
const shortCut = 0.2;

/**
 * Which ones are writing, against what is usual on the page.
 * @param width of the page in pitches
 */
export function areWriting(lines: readonly Evidence[], width: number): readonly boolean[] {
  const likely = lines.filter(isLikely);
  const contrast = weightedMedian(likely.map((line) => ({ value: line.contrast, weight: line.length })));
  const paper = weightedMedian(likely.map((line) => ({ value: line.paper, weight: line.length })));
  return lines.map(
    (line) =>
      isLikely(line) &&
      line.contrast >= leastContrast * contrast &&
      (line.contrast / contrast) * Math.min(1, line.crossings / usualCrossings) >= leastLikeness &&
      line.paper >= (line.contrast >= shadowContrast * contrast ? shadowPaper : leastPaper) * paper &&
      (line.margin > cutOff || line.length > shortCut * width),
  );
}

function isLikely({ crossings, tall }: Evidence): boolean {
  return crossings >= leastCrossings && tall >= leastTall;
}

/** The value below which half of the weight lies. */
function weightedMedian(values: readonly { readonly value: number; readonly weight: number }[]): number {
  const sorted = [...values].sort((a, b) => a.value - b.value);
  const total = sorted.reduce((sum, { weight }) => sum + weight, 0);
  let sum = 0;
  for (const { value, weight } of sorted) {
    sum += weight;
    if (sum >= total / 2) return value;
  }
  return 0;
}
