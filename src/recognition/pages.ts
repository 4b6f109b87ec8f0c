/** Reading whole pages whose lines are known: each line is cut out, read, and its words and characters placed on the page. */
import type { Loader } from '../dataset/index.js';
import { openPage, type PageSample, samplesOfPage } from '../dataset/node.js';
import type { Skipped } from '../formats/index.js';
import { placeOnPage } from '../image/index.js';
import { type Line, linesOf, type Page } from '../page/index.js';
import { type DocumentLanguage, inLanguage } from './document-language.js';
import { placedLine } from './line-on-page.js';
import type { ReadLine } from './read-line.js';
import { readSamples } from './reading.js';
import type { ReadOptions, Recognizer } from './recognizer.js';

export interface ReadPage {
  /** With the texts that were read; lines that could not be read have none. */
  readonly page: Page;
  readonly imagePath: string;
  /** The language that it was found to be in, where that was looked for. */
  readonly language?: DocumentLanguage;
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
  const cuts = samplesOfPage(page, imagePath, path);
  const samples = cuts.filter((cut) => 'text' in cut);
  const skipped = [...opened.skipped, ...cuts.filter((cut) => 'reason' in cut)];
  const read = new Map<unknown, ReadLine>();
  for await (const batch of readSamples(recognizer, samples, loader, { signal })) {
    for (const [sample, line] of batch.read) read.set(sample, line);
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
  const [first] = read.values();
  const language = first?.language;
  return { page: { ...page, ...inLanguage(language), regions }, imagePath, ...(language ? { language } : {}), skipped };
}

function lineOnPage(line: Line, read: ReadLine, { image: { cut }, height }: PageSample): Line {
  return placedLine(shapeOf(line), read, height, placeOnPage(cut, cut));
}

/** What of a line is not its text. */
function shapeOf({ id, polygon, baseline }: Line): Line {
  return { id, text: '', ...(polygon ? { polygon } : {}), ...(baseline ? { baseline } : {}) };
}
