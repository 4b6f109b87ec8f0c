/**
 * Whole pages drawn in handwriting fonts, with what layout analysis learns from: regions, lines with polygons and baselines,
 * words. A page has one hand and one font; its lines are filled with the words of texts, one after the other.
 */
import type { SKRSContext2D } from '@napi-rs/canvas';
import { type Augmentation, blurred, noisy, type Raster, ruled, stained, textured } from '../image/index.js';
import { boxAround, boxPolygon, type Line, type Page, type Point, type Region } from '../page/index.js';
import { Random } from '../random/index.js';
import { baseDirection } from '../text/index.js';
import { inkOf, onPaper, openCanvases } from './draw.js';
import type { FontFaces } from './fonts.js';
import { asRead, cornersOf, drawHand, type Hand, type PlacedWord, paintWords, placeWords } from './writing.js';

export interface PageLook {
  /** Pixels. */
  readonly width: number;
  readonly height: number;
  /** What befalls the sheet; of it the shares of texture, stains, rules, noise and blur are used. */
  readonly degradation: Augmentation;
}

export interface DrawnPage {
  /** Light levels. */
  readonly raster: Raster;
  readonly page: Page;
}

/**
 * Draws a page; a function of (texts, font, look, key).
 * @param nextText gives the texts whose words fill the lines
 * @param image the file that the description will name
 */
export type DrawPage = (
  nextText: () => string,
  font: FontFaces,
  look: PageLook,
  image: string,
  ...key: readonly (number | string)[]
) => DrawnPage;

/** Width of a page in which a line of usual size has about forty characters, for the size of the writing. */
const lineOfPage = 1 / 34;

export async function createPageDrawer(): Promise<DrawPage> {
  const canvases = await openCanvases();
  return (nextText, font, { width, height, degradation }, image, ...key) => {
    const random = new Random('page', font.family, ...key);
    const spacing = width * lineOfPage * random.between(0.9, 1.5);
    const hand = drawHand(spacing * random.between(0.6, 0.85), random);
    const face = canvases.face(font, hand.size);
    const context = canvases.create(width, height).getContext('2d');
    context.font = face;
    const first = nextText();
    const words = wordsOf(first, nextText);
    const turn = random.between(-0.02, 0.02);
    const sheet: Sheet = {
      context,
      hand,
      spacing,
      turn: turned(turn, width / 2, height / 2),
      random,
      key: ['page line', font.family, ...key],
      size: [width, height],
      leftward: baseDirection(first) === 'rtl',
    };
    context.translate(width / 2, height / 2);
    context.rotate(turn);
    context.translate(-width / 2, -height / 2);
    const regions = columnsOf(width, height, random).map((column, index) => writeColumn(column, index, words, sheet));
    const bare = inkOf(context, width, height);
    const raster = onPaper(befallen(bare, spacing, turn, degradation, random), random);
    return { raster, page: { image, width, height, regions: regions.filter(({ lines }) => lines.length > 0) } };
  };
}

interface Sheet {
  readonly context: SKRSContext2D;
  readonly hand: Hand;
  readonly spacing: number;
  /** From the straight sheet to the image. */
  readonly turn: (x: number, y: number) => Point;
  readonly random: Random;
  readonly key: readonly (number | string)[];
  readonly size: readonly [width: number, height: number];
  /** Whether columns and lines begin at the right. */
  readonly leftward: boolean;
}

interface Column {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

function columnsOf(width: number, height: number, random: Random): readonly Column[] {
  const margin = () => width * random.between(0.05, 0.12);
  const [left, right, top, bottom] = [margin(), width - margin(), margin(), height - margin()];
  if (random.uniform() < 0.75) return [{ left, right, top, bottom }];
  const middle = left + (right - left) * random.between(0.4, 0.6);
  const gutter = width * random.between(0.015, 0.04);
  return [
    { left, right: middle - gutter, top, bottom },
    { left: middle + gutter, right, top: top + height * random.between(0, 0.05), bottom },
  ];
}

/** The words of texts without end, those of the first text first. */
function* wordsOf(first: string, nextText: () => string): Generator<string, never> {
  yield* first.split(' ').filter(Boolean);
  for (;;) yield* nextText().split(' ').filter(Boolean);
}

function writeColumn(column: Column, index: number, words: Iterator<string>, sheet: Sheet): Region {
  const { spacing, random, turn, key, size, leftward } = sheet;
  const lines: Line[] = [];
  let word = words.next().value as string;
  for (let y = column.top + spacing; y < column.bottom; y += spacing * random.between(0.96, 1.04)) {
    // A new paragraph: a last line that is not full, or an empty line before.
    const full = random.uniform() < 0.12 ? random.between(0.3, 0.8) : 1;
    const indent = full === 1 ? random.between(0, 0.3) * spacing : random.between(0, 1.5) * spacing;
    const room = (column.right - column.left - indent) * full;
    let text = '';
    let placed: readonly PlacedWord[] = [];
    // Each try draws the same numbers, so that words stay where they are while the line is filled.
    for (;;) {
      const longer = text === '' ? word : `${text} ${word}`;
      const tried = placeWords(sheet.context, longer, sheet.hand, new Random(...key, index, lines.length));
      const end = Math.max(...tried.map((placed) => placed.right));
      // A word that no line has room for stands alone and is cut off by nothing but the next one's line.
      if (end > room && text !== '') break;
      [text, placed] = [longer, tried];
      word = words.next().value as string;
      if (end > room) break;
    }
    const start = column.left + indent;
    const x = leftward ? size[0] - start - Math.max(...placed.map(({ right }) => right)) : start;
    lines.push(writeLine(placed, text, `r${index + 1}l${lines.length + 1}`, x, y, sheet));
    if (full < 1 && random.uniform() < 0.3) y += spacing * random.between(0.3, 1);
  }
  const around = boxAround(lines.flatMap(({ polygon }) => polygon ?? []));
  const corners = around ? boxPolygon(around) : [turn(column.left, column.top)];
  return { id: `r${index + 1}`, type: 'paragraph', polygon: corners, lines };
}

function writeLine(
  words: readonly PlacedWord[],
  text: string,
  id: string,
  x: number,
  y: number,
  { context, hand, turn, size }: Sheet,
): Line {
  context.save();
  context.translate(x, y);
  paintWords(context, words);
  context.restore();
  const [width, height] = size;
  const at = (px: number, py: number): Point => {
    const [tx, ty] = turn(x + px, y + py);
    return [Math.round(Math.min(width - 1, Math.max(0, tx))), Math.round(Math.min(height - 1, Math.max(0, ty)))];
  };
  const outline = (some: readonly PlacedWord[]): readonly Point[] => {
    const corners = some.map((word) => cornersOf(word, hand.size).map(([px, py]) => at(px, py)));
    return [...corners.flatMap((box) => box.slice(0, 2)), ...corners.reverse().flatMap((box) => box.slice(2))];
  };
  return {
    id,
    text,
    polygon: outline(words),
    baseline: words.flatMap((word) => [at(word.x, word.y), at(word.end, word.y)]),
    words: asRead(words).map((word, index) => ({
      id: `${id}w${index + 1}`,
      text: word.text,
      polygon: outline([word]),
    })),
  };
}

function turned(angle: number, cx: number, cy: number): (x: number, y: number) => Point {
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  return (x, y) => [cx + cos * (x - cx) - sin * (y - cy), cy + sin * (x - cx) + cos * (y - cy)];
}

function befallen(ink: Raster, spacing: number, turn: number, degradation: Augmentation, random: Random): Raster {
  const { strength } = degradation;
  const some = (share: number) => random.uniform() < share * strength;
  const { width, height } = ink;
  let result = ink;
  if (some(degradation.rules)) {
    const rule = {
      axis: 'x',
      rise: (Math.tan(turn) * width) / height,
      level: random.between(0.15, 0.5),
      dash: 0,
    } as const;
    const thickness = random.between(0.04, 0.1) * (spacing / height);
    for (let y = spacing; y < height; y += spacing) result = ruled(result, { ...rule, at: y / height, thickness });
  }
  if (some(degradation.texture)) {
    const cell = (spacing / height) * random.between(0.5, 8);
    result = textured(result, random.between(0.05, 0.25), cell, random.uint32());
  }
  for (let n = 0; n < 4; n++) {
    if (!some(degradation.stains)) continue;
    const radius = (spacing / height) * random.between(0.2, 2);
    result = stained(result, { x: random.uniform(), y: random.uniform(), radius, level: random.between(0.1, 0.5) });
  }
  if (some(degradation.blur)) result = blurred(result, random.uniform());
  return some(degradation.noise) ? noisy(result, random.between(0, 0.06), random.uint32()) : result;
}
