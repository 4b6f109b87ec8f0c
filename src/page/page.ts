/** A page as plain data: regions, lines, words and glyphs with their places, as PAGE, ALTO and the like describe them. */
import { boxAround, type Point } from './geometry.js';

/** A piece of text with its place. */
interface Placed {
  /** Pixels of the page's image. */
  readonly polygon?: readonly Point[];
  /** 0 to 1. */
  readonly confidence?: number;
}

export interface Glyph extends Placed {
  readonly id?: string;
  readonly text: string;
}

export interface Word extends Placed {
  readonly id?: string;
  readonly text: string;
  readonly glyphs?: readonly Glyph[];
}

export interface Line extends Placed {
  readonly id: string;
  /** In logical order. */
  readonly text: string;
  /** Set where the description has no text of the line, not even an empty one. */
  readonly untranscribed?: true;
  /** From the beginning of the line to its end, under the letters without descenders. */
  readonly baseline?: readonly Point[];
  readonly words?: readonly Word[];
}

export interface Region extends Placed {
  readonly id: string;
  readonly type?: string;
  /** In reading order. */
  readonly lines: readonly Line[];
}

export interface Page {
  /** The image's file name, as the description says it. */
  readonly image: string;
  /** Pixels, 0 where the description does not say. */
  readonly width: number;
  readonly height: number;
  /** ISO 639-1, such as `fr`, where it was found out. */
  readonly language?: string;
  /** In reading order. */
  readonly regions: readonly Region[];
}

/** All lines of a page in reading order. */
export function linesOf(page: Page): readonly Line[] {
  return page.regions.flatMap(({ lines }) => lines);
}

/** The usual distance from a baseline to the next one in its region, in pixels; `undefined` where that can't be said. */
export function lineSpacing(page: Page): number | undefined {
  const gaps = page.regions.flatMap(({ lines }) => {
    // Lines that are written up or down the page stand beside each other.
    const levels = lines.flatMap(({ baseline }) =>
      baseline && !isUpright(baseline) ? [baseline.reduce((sum, [, y]) => sum + y, 0) / baseline.length] : [],
    );
    return levels.flatMap((level, i) => {
      const above = levels[i - 1];
      return above === undefined ? [] : [level - above];
    });
  });
  // Lines beside each other, or out of order, say nothing.
  const downwards = gaps.filter((gap) => gap > leastSpacing).sort((a, b) => a - b);
  return downwards[Math.floor(downwards.length / 2)];
}

const leastSpacing = 10;

/** Times a baseline's width: a short one may be as steep and level all the same. */
const uprightHeight = 4;

/** Whether a baseline runs up or down the page. */
function isUpright(baseline: readonly Point[]): boolean {
  const { width = 0, height = 0 } = boxAround(baseline) ?? {};
  return height > uprightHeight * width;
}

/** The page with every place moved to an image of another size. */
export function scalePage(page: Page, x: number, y: number): Page {
  const points = (list: readonly Point[] | undefined) => list?.map(([px, py]): Point => [px * x, py * y]);
  const placed = <T extends Placed>(place: T): T => ({
    ...place,
    ...(place.polygon ? { polygon: points(place.polygon) } : {}),
  });
  return {
    ...page,
    width: page.width * x,
    height: page.height * y,
    regions: page.regions.map((region) => ({
      ...placed(region),
      lines: region.lines.map((line) => ({
        ...placed(line),
        ...(line.baseline ? { baseline: points(line.baseline) as readonly Point[] } : {}),
        ...(line.words
          ? {
              words: line.words.map((word) => ({
                ...placed(word),
                ...(word.glyphs ? { glyphs: word.glyphs.map(placed) } : {}),
              })),
            }
          : {}),
      })),
    })),
  };
}
