/** Reading whole pages whose lines are known: each line is cut out, read, and its words and characters placed on the page. */
import type { Loader, Sample, SampleImage } from '../dataset/index.js';
import { openPage, type PageSample, samplesOfPage } from '../dataset/node.js';
import type { Skipped } from '../formats/index.js';
import { placeOnPage } from '../image/index.js';
import { type Line, linesOf, type Page } from '../page/index.js';
import { placedLine } from './line-on-page.js';
import type { ReadLine } from './read-line.js';
import { readSamples } from './reading.js';
import type { ReadOptions, Recognizer } from './recognizer.js';

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
 * @throws the signal's reason; of a page that is not read to its end nothing is given
 */
export async function readPage(
  recognizer: Recognizer,
  path: string,
  loader: Loader,
  { signal }: ReadOptions = {},
): Promise<ReadPage | Skipped> {
  signal?.throwIfAborted();
  const opened = await openPage(path);
  if ('reason' in opened) return opened;
  const { page, imagePath } = opened;
  const read = await readLinesOf(recognizer, page, samplesOfPage(page, imagePath, path), loader, { signal });
  return { page: read.page, imagePath, skipped: [...opened.skipped, ...read.skipped] };
}

/**
 * Reads the lines of a page.
 * @param cuts a sample for each of its lines, in their order, or why it can't be cut out
 * @param imageOf what is read of a sample. Default: the part of the page's file
 */
export async function readLinesOf(
  recognizer: Recognizer,
  page: Page,
  cuts: readonly (PageSample | Skipped)[],
  loader: Loader,
  { signal }: ReadOptions,
  imageOf: (cut: PageSample) => Promise<SampleImage> = async ({ image }) => image,
): Promise<Omit<ReadPage, 'imagePath'>> {
  const cutOf = new Map<Sample, PageSample>();
  for (const cut of cuts) if ('text' in cut) cutOf.set({ ...cut, image: await imageOf(cut) }, cut);
  const skipped = cuts.filter((cut) => 'reason' in cut);
  const read = new Map<unknown, ReadLine>();
  for await (const batch of readSamples(recognizer, [...cutOf.keys()], loader, { signal })) {
    for (const [sample, line] of batch.read) read.set(cutOf.get(sample), line);
    skipped.push(...batch.skipped);
  }
  const lines = new Map<Line, Line>();
  for (const [index, line] of linesOf(page).entries()) {
    const cut = cuts[index];
    const text = read.get(cut);
    if (cut && 'image' in cut && text) lines.set(line, lineOnPage(line, text, cut));
  }
  const regions = page.regions.map((region) => ({
    ...region,
    lines: region.lines.map((line) => lines.get(line) ?? shapeOf(line)),
  }));
  return { page: { ...page, regions }, skipped };
}

function lineOnPage(line: Line, read: ReadLine, { image: { cut }, height }: PageSample): Line {
  return placedLine(shapeOf(line), read, height, placeOnPage(cut, cut));
}

/** What of a line is not its text. */
function shapeOf({ id, polygon, baseline }: Line): Line {
  return { id, text: '', ...(polygon ? { polygon } : {}), ...(baseline ? { baseline } : {}) };
}
