/** Lines of a page that is in memory: which are meant, and what of the page's image is theirs. */
import { DataError, lineCut } from '../dataset/index.js';
import type { Skipped } from '../formats/index.js';
import { cutLine, placeOnPage, type Raster, rasterProblem } from '../image/index.js';
import { type Line, lineSpacing, linesOf, type Page, type Point } from '../page/index.js';
import { type ImageSource, lightOf } from '../runtime/index.js';

/**
 * @param only ids of the lines that are meant. Default: all
 * @param place where they are named, for messages
 * @returns in reading order
 * @throws DataError for an id that no line has
 */
export function chosenLines(page: Page, only: readonly string[] | undefined, place: string): readonly Line[] {
  const lines = linesOf(page);
  if (!only) return lines;
  const ids = new Set(lines.map(({ id }) => id));
  const unknown = only.find((id) => !ids.has(id));
  if (unknown !== undefined) {
    throw new DataError(`${place}: \`only\` must have ids of lines of the page, got ${JSON.stringify(unknown)}`, {
      details: { options: ['only'], value: unknown },
    });
  }
  const chosen = new Set(only);
  return lines.filter(({ id }) => chosen.has(id));
}

/**
 * @param place where the image is given, for messages
 * @param page that must be in pixels of the image, if there is one
 * @returns light levels
 * @throws when the image can't be decoded; DataError for a raster that is none, and for a page of another size
 */
export async function lightOfPage(image: ImageSource | Raster, place: string, page?: Page): Promise<Raster> {
  const light = await lightOf(image);
  const problem = rasterProblem(light) ?? (page && sizeProblem(page, light));
  if (problem !== undefined) throw new DataError(`${place}: ${problem}`);
  return light;
}

function sizeProblem({ width, height }: Page, light: Raster): string | undefined {
  const isOff = Math.abs(width - light.width) >= 1 || Math.abs(height - light.height) >= 1;
  // Some descriptions say no size.
  if (!(width > 0 && height > 0 && isOff)) return undefined;
  return `the page must be in pixels of its image, ${light.width} × ${light.height}, got one of ${width} × ${height}. Scale it first, as toPixels does`;
}

/** A line's pixels, and the way from there to those of the page. */
export interface LineImage {
  /** Light levels. */
  readonly raster: Raster;
  readonly place: (x: number, y: number) => Point;
}

/**
 * Cuts lines out of a page, all in the same way: what is learnt looks as what is read.
 * @param light levels of the page, 0 black to 255 white
 * @returns of a line its image, or why it can't be cut out
 */
export function lineCutter(page: Page, light: Raster): (line: Line) => LineImage | Omit<Skipped, 'name'> {
  const spacing = lineSpacing(page);
  return (line) => {
    const cut = lineCut(line, spacing);
    try {
      return { raster: cutLine(light, cut, cut), place: placeOnPage(cut, cut) };
    } catch (error) {
      const detail = error instanceof Error ? error.message : String(error);
      return { reason: "the line can't be cut out", detail };
    }
  };
}
