/** Reading the lines of a page that is in memory: each is cut out, read, and its words and characters placed on the page. */
import { layOutLines, shardWidth } from '../dataset/index.js';
import type { Skipped } from '../formats/index.js';
import { cutLine, placeOnPage, prepareLine, type Raster } from '../image/index.js';
import { inputOf } from '../model/index.js';
import { type Line, lineSpacing, linesOf, type Page } from '../page/index.js';
import { mapConcurrently } from '../runtime/index.js';
import { placedLine } from './line-on-page.js';
import type { ReadOptions, Recognizer } from './recognizer.js';

export interface PageWithTexts {
  readonly page: Page;
  /** Lines that could not be cut out or read; they stand on the page without a text. */
  readonly skipped: readonly Skipped[];
}

/**
 * @param light levels of the page, 0 black to 255 white
 * @param page its lines with outlines or baselines, in pixels of the image
 * @param name of the page, for messages
 * @throws the signal's reason
 */
export async function readLinesOf(
  recognizer: Recognizer,
  light: Raster,
  page: Page,
  name: string,
  { signal }: ReadOptions = {},
): Promise<PageWithTexts> {
  const spacing = lineSpacing(page);
  const skipped: Skipped[] = [];
  const lines = linesOf(page);
  const read = await mapConcurrently(lines, recognizer.threads + 1, async (line) => {
    signal?.throwIfAborted();
    const cut = cutOf(line, light, spacing);
    if ('problem' in cut) {
      skipped.push({ name: `${name}, line ${line.id}`, reason: "the line can't be cut out", detail: cut.problem });
      return line;
    }
    const prepared = prepareLine(cut.raster, inputOf(recognizer.model));
    const batch = layOutLines([prepared], shardWidth([prepared.width]));
    const texts = await recognizer.recognizeBatch(batch, [cut.raster], { beside: true, signal });
    return texts.map((text) => placedLine(line, text, cut.raster.height, cut.place)).at(0) ?? line;
  });
  const byLine = new Map(lines.map((line, at) => [line, read[at] ?? line]));
  const regions = page.regions.map((region) => ({
    ...region,
    lines: region.lines.map((line) => byLine.get(line) ?? line),
  }));
  return { page: { ...page, regions }, skipped };
}

function cutOf({ polygon, baseline }: Line, light: Raster, spacing: number | undefined) {
  const shape = { ...(polygon ? { polygon } : {}), ...(baseline ? { baseline } : {}) };
  const options = spacing === undefined ? {} : { spacing };
  try {
    return { raster: cutLine(light, shape, options), place: placeOnPage(shape, options) };
  } catch (error) {
    return { problem: error instanceof Error ? error.message : String(error) };
  }
}
