/** Reading the lines of a page that is in memory: each is cut out, read, and its words and characters placed on the page. */
import { layOutLines, shardWidth } from '../dataset/index.js';
import type { Skipped } from '../formats/index.js';
import { prepareLine, type Raster } from '../image/index.js';
import { known } from '../known.js';
import { inputOf } from '../model/index.js';
import { type Line, linesOf, type Page } from '../page/index.js';
import { mapConcurrently } from '../runtime/index.js';
import { lineCutter } from './line-of-page.js';
import { placedLine } from './line-on-page.js';
import type { ReadLine } from './read-line.js';
import type { ImageSize, ReadOptions, Recognizer } from './recognizer.js';

/** Who is told of lines while others of their page are still to be read. */
export interface LineListeners {
  /** Told of each line once it is read, as the page will have it; in any order. */
  readonly lineRead?: ((line: Line) => void) | undefined;
  /** Told of each line that can't be cut out, and why; it stays as it is. */
  readonly skipped?: ((skipped: Skipped, line: Line) => void) | undefined;
}

/** Reads a prepared line. @param size of its image in pixels, for positions */
export type LineReading = (prepared: Raster, size: ImageSize, options: ReadOptions) => Promise<ReadLine>;

/** Who reads the lines of a page, and how many of them wait for it at once. */
export interface LineReader {
  readonly read: LineReading;
  readonly atOnce: number;
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
 * @param options `lines`: those of the page's that are read. Default: all. `reader`: who reads them. Default: the recogniser,
 * each by itself
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
    reader = readerOf(recognizer),
    lineRead,
    skipped: told,
  }: ReadOptions & LineListeners & { readonly lines?: readonly Line[]; readonly reader?: LineReader | undefined } = {},
): Promise<PageWithTexts> {
  const cutOut = lineCutter(page, light);
  const skipped: Skipped[] = [];
  const read = new Map<Line, Line>();
  await mapConcurrently(lines, reader.atOnce, async (line) => {
    signal?.throwIfAborted();
    const cut = cutOut(line);
    if ('reason' in cut) {
      const problem = { name: `${name}, line ${line.id}`, ...cut };
      skipped.push(problem);
      told?.(problem, line);
      return;
    }
    const prepared = prepareLine(cut.raster, inputOf(recognizer.model));
    const placed = placedLine(line, await reader.read(prepared, cut.raster, { signal }), cut.raster.height, cut.place);
    read.set(line, placed);
    lineRead?.(placed);
  });
  const regions = page.regions.map((region) => ({
    ...region,
    lines: region.lines.map((line) => read.get(line) ?? line),
  }));
  return { page: { ...page, regions }, skipped };
}

function readerOf(recognizer: Recognizer): LineReader {
  const read: LineReading = async (prepared, size, { signal }) => {
    const batch = layOutLines([prepared], shardWidth([prepared.width]));
    const [line] = await recognizer.recognizeBatch(batch, [size], { beside: true, signal });
    return known(line, 'the line that was read');
  };
  return { read, atOnce: recognizer.threads + 1 };
}
