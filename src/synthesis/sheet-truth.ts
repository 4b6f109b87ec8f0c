/** What is known of a page that was laid out: every place of it carried along with the pixels. */
import type { PlaneMap } from '../image/index.js';
import { boxAround, boxPolygon, type Line, type Page, type Point, type Region, type Word } from '../page/index.js';
import type { Block, BlockType, Laid, WrittenLine } from './layouts/layout.js';
import { stanceOf } from './layouts/stance.js';
import { asRead, cornersOf } from './writing.js';

/** A line that was drawn: its places are exact, in pixels and shares of them. */
export interface DrawnLine extends Line {
  readonly polygon: readonly Point[];
  readonly baseline: readonly Point[];
  readonly words: readonly Word[];
  /** Pixels that tall letters reach above the baseline, and tails below it, across its direction: of the middle one of its words. */
  readonly ascender: number;
  readonly descender: number;
}

export interface DrawnRegion extends Region {
  readonly type: BlockType;
  readonly polygon: readonly Point[];
  readonly lines: readonly DrawnLine[];
}

/** A page that was laid out, in reading order. */
export interface LaidOutPage extends Page {
  readonly regions: readonly DrawnRegion[];
}

/**
 * @param map from the flat sheet to the image
 * @param image its file and its size in pixels, which no place lies outside of
 */
export function truthOf(laid: Laid, map: PlaneMap, image: Pick<Page, 'image' | 'width' | 'height'>): LaidOutPage {
  const { width, height } = image;
  const exact = ([x, y]: Point): Point => map.to(x, y);
  const seen = (point: Point): Point => {
    const [x, y] = exact(point);
    return [Math.min(width - 1, Math.max(0, x)), Math.min(height - 1, Math.max(0, y))];
  };
  return { ...image, regions: laid.blocks.map((block, n) => regionOf(block, `r${n + 1}`, { exact, seen })) };
}

/** From the sheet to the image, and the same with what is cut off moved onto its edge. */
interface Camera {
  readonly exact: (point: Point) => Point;
  readonly seen: (point: Point) => Point;
}

function regionOf({ type, lines }: Block, id: string, camera: Camera): DrawnRegion {
  const outlines = lines.flatMap((line) => outlineOf(line, line.words));
  const around = boxAround(outlines);
  const step = (lines[0]?.writer.spacing ?? 1) / 2;
  return {
    id,
    type,
    polygon: around ? closed(boxPolygon(around), step).map(camera.seen) : [],
    lines: lines.map((line, index) => lineOf(line, `${id}l${index + 1}`, camera)),
  };
}

function lineOf(line: WrittenLine, id: string, { exact, seen }: Camera): DrawnLine {
  const { text, words, writer } = line;
  return {
    id,
    text,
    polygon: outlineOf(line, words).map(seen),
    baseline: baselineOf(line).map(seen),
    ascender: middle(words.map((word) => reachOf(line, word, -writer.ascender * word.scaleY, exact))),
    descender: middle(words.map((word) => reachOf(line, word, writer.descender * word.scaleY, exact))),
    words: asRead(words).map((word, index) => ({
      id: `${id}w${index + 1}`,
      text: word.text,
      polygon: outlineOf(line, [word]).map(seen),
    })),
  };
}

type Words = WrittenLine['words'];

/** On the sheet, along the tops of the words and back along their lower ends, with points as near as the paper bends. */
function outlineOf(line: WrittenLine, words: Words): readonly Point[] {
  const size = line.writer.hand.size;
  const boxes = words.map((word) => {
    const { at } = stanceOf(line, word);
    const [a, b, c, d] = cornersOf(word, size);
    const side = (from: Point, to: Point) => along(at(...from), at(...to), size);
    return { upper: side(a, b), lower: side(c, d) };
  });
  return [...boxes.flatMap(({ upper }) => upper), ...boxes.reverse().flatMap(({ lower }) => lower)];
}

function baselineOf(line: WrittenLine): readonly Point[] {
  return line.words.flatMap((word) => {
    const { at } = stanceOf(line, word);
    return along(at(word.x, word.y), at(word.end, word.y), line.writer.hand.size);
  });
}

/** How far a place above (under 0) or below the middle of a word's baseline is from the baseline once it is seen. */
function reachOf(line: WrittenLine, word: Words[number], down: number, exact: Camera['exact']): number {
  const { at } = stanceOf(line, word);
  const x = (word.x + word.end) / 2;
  const [fromX, fromY] = exact(at(word.x, word.y));
  const [toX, toY] = exact(at(word.end, word.y));
  const [placeX, placeY] = exact(at(x, word.y + down));
  const [alongX, alongY] = [toX - fromX, toY - fromY];
  const across = alongX * (placeY - fromY) - alongY * (placeX - fromX);
  return Math.abs(across) / Math.max(1e-9, Math.hypot(alongX, alongY));
}

/** Points from one to another, no further apart than a step, both included. */
function along([fromX, fromY]: Point, [toX, toY]: Point, step: number): readonly Point[] {
  const pieces = Math.max(1, Math.ceil(Math.hypot(toX - fromX, toY - fromY) / step));
  return Array.from({ length: pieces + 1 }, (_, n): Point => {
    const share = n / pieces;
    return [fromX + (toX - fromX) * share, fromY + (toY - fromY) * share];
  });
}

/** An outline with points no further apart than a step. */
function closed(corners: readonly Point[], step: number): readonly Point[] {
  return corners.flatMap((corner, n) => along(corner, corners[(n + 1) % corners.length] ?? corner, step).slice(0, -1));
}

function middle(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[sorted.length >> 1] ?? 0;
}
