/** Reading the lines of a page that is in memory: each is cut out, read, and its words and characters placed on the page. */
import { layOutLines, shardWidth } from '../dataset/index.js';
import type { Skipped } from '../formats/index.js';
import { prepareLine, type Raster } from '../image/index.js';
import { inputOf } from '../model/index.js';
import { type Line, linesOf, type Page } from '../page/index.js';
import { mapConcurrently } from '../runtime/index.js';
import { lineCutter } from './line-of-page.js';
import { placedLine } from './line-on-page.js';
import type { ReadOptions, Recognizer } from './recognizer.js';

/** Who is told of lines while others of their page are still to be read. */
export interface LineListeners {
  /** Told of each line once it is read, as the page will have it; in any order. */
  readonly lineRead?: ((line: Line) => void) | undefined;
  /** Told of each line that can't be cut out, and why; it stays as it is. */
  readonly skipped?: ((skipped: Skipped, line: Line) => void) | undefined;
}

export interface PageWithTexts {
  readonly page: Page;
  /** Lines that could not be cut out; they stand on the page as they did. */
  readonly skipped: readonly Skipped[];
}

/**
 * @param light levels of the page, 0 black to 255 white
 * @param page its lines with outlines or baselines, in pixels of the image
 * @param name of the page, for messages
 * @param options `lines`: those of the page's that are read. Default: all
 * @throws the signal's reason
 */
export async function readLinesOf(
  recognizer: Recognizer,
  light: Raster,
  page: Page,
  name: string,
  {
    signal,
    lines = linesOf(page),
    lineRead,
    skipped: told,
  }: ReadOptions & LineListeners & { readonly lines?: readonly Line[] } = {},
): Promise<PageWithTexts> {
  const cutOut = lineCutter(page, light);
  const skipped: Skipped[] = [];
  const read = new Map<Line, Line>();
  await mapConcurrently(lines, recognizer.threads + 1, async (line) => {
    signal?.throwIfAborted();
    const cut = cutOut(line);
    if ('reason' in cut) {
      const problem = { name: `${name}, line ${line.id}`, ...cut };
      skipped.push(problem);
      told?.(problem, line);
      return;
    }
    const prepared = prepareLine(cut.raster, inputOf(recognizer.model));
    const batch = layOutLines([prepared], shardWidth([prepared.width]));
    for (const text of await recognizer.recognizeBatch(batch, [cut.raster], { beside: true, signal })) {
      const placed = placedLine(line, text, cut.raster.height, cut.place);
      read.set(line, placed);
      lineRead?.(placed);
    }
  });
  const regions = page.regions.map((region) => ({
    ...region,
    lines: region.lines.map((line) => read.get(line) ?? line),
  }));
  return { page: { ...page, regions }, skipped };
}
