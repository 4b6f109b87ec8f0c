/** Reading whole pages whose lines are known: each line is cut out, read, and its words and characters placed on the page. */
import type { Loader } from '../dataset/index.js';
import { openPage, samplesOfPage } from '../dataset/node.js';
import type { Skipped } from '../formats/index.js';
import { placeOnPage } from '../image/index.js';
import { type Line, linesOf, type Page } from '../page/index.js';
import { placedLine } from './placed-line.js';
import { readSamples } from './reading.js';
import type { ReadLine, Recognizer } from './recognizer.js';

export interface ReadPage {
  /** With the texts that were read; lines that could not be read have none. */
  readonly page: Page;
  readonly imagePath: string;
  /** Lines that could not be read. */
  readonly skipped: readonly Skipped[];
}

/**
 * Reads the lines of a page that a PAGE or ALTO file describes.
 * @returns the page, or why it can't be read
 */
export async function readPage(recognizer: Recognizer, path: string, loader: Loader): Promise<ReadPage | Skipped> {
  const opened = await openPage(path);
  if ('reason' in opened) return opened;
  const { page, imagePath } = opened;
  const samples = samplesOfPage(page, imagePath, path);
  const skipped = [...opened.skipped, ...samples.filter((one) => 'reason' in one)];
  const read = new Map<unknown, ReadLine>();
  for await (const batch of readSamples(
    recognizer,
    samples.filter((one) => 'text' in one),
    loader,
  )) {
    for (const [sample, line] of batch.read) read.set(sample, line);
    skipped.push(...batch.skipped);
  }
  const lines = new Map(
    linesOf(page).map((line, index) => {
      const sample = samples[index];
      const found = read.get(sample);
      if (!sample || !('image' in sample) || !found) return [line, { ...shapeOf(line), text: '' }];
      const { cut } = sample.image;
      return [line, placedLine(shapeOf(line), found, sample.height, placeOnPage(cut, cut))];
    }),
  );
  const regions = page.regions.map((region) => ({
    ...region,
    lines: region.lines.map((line) => lines.get(line) as Line),
  }));
  return { page: { ...page, regions }, imagePath, skipped };
}

/** What of a line is not its text. */
function shapeOf({ id, polygon, baseline }: Line): Line {
  return { id, text: '', ...(polygon ? { polygon } : {}), ...(baseline ? { baseline } : {}) };
}
