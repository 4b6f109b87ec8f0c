/** A page that is in memory, and its transcription: which part of the text each of its lines has. */
import type { Skipped } from '../formats/index.js';
import { prepareLine, type Raster } from '../image/index.js';
import { known } from '../known.js';
import { inputOf } from '../model/index.js';
import { type Line, linesOf, type Page } from '../page/index.js';
import { mapConcurrently } from '../runtime/index.js';
import { type AlignedLine, type AlignLinesOptions, alignLines, type UnmatchedText } from './aligning/align-lines.js';
import { editionFor } from './aligning/edition.js';
import { type LineToAlign, lineToAlign } from './aligning/line-to-align.js';
import { lineCutter } from './line-of-page.js';
import type { LineScorer } from './page-lines.js';
import type { Recognizer } from './recognizer.js';

export interface AlignedPage {
  /** Its lines with the texts that are surely theirs; the others have none. */
  readonly page: Page;
  /** What became of each line that could be read, in reading order. */
  readonly lines: readonly (AlignedLine & { readonly id: string })[];
  readonly unmatched: readonly UnmatchedText[];
  /** Lines that could not be cut out. */
  readonly skipped: readonly Skipped[];
}

/**
 * @param recognizer without a language, its lines with the network's scores (`keepScores`)
 * @param scorer has the model's network look at the lines
 * @param light levels of the page, 0 black to 255 white
 * @param page its lines with outlines or baselines, in pixels of the image and in reading order
 * @param text the transcription; its line breaks mean nothing
 * @throws the signal's reason
 */
export async function alignPage(
  recognizer: Recognizer,
  scorer: LineScorer,
  light: Raster,
  page: Page,
  text: string,
  options: AlignLinesOptions = {},
): Promise<AlignedPage> {
  const { signal } = options;
  const edition = editionFor(recognizer.model, text);
  const cutOut = lineCutter(page, light);
  const skipped: Skipped[] = [];
  const read = await mapConcurrently(linesOf(page), scorer.atOnce, async (line): Promise<LineToAlign | undefined> => {
    signal?.throwIfAborted();
    const cut = cutOut(line);
    if ('reason' in cut) {
      skipped.push({ name: `line ${line.id}`, ...cut });
      return undefined;
    }
    const prepared = prepareLine(cut.raster, inputOf(recognizer.model));
    const [text] = await recognizer.spell([await scorer.score(prepared, cut.raster, { signal })]);
    return lineToAlign(known(text, 'the text of a line'), edition);
  });
  const pairs = linesOf(page).flatMap((line, n) => {
    const toAlign = read[n];
    return toAlign ? [{ line, toAlign }] : [];
  });
  const { lines, unmatched } = await alignLines(
    pairs.map(({ toAlign }) => toAlign),
    edition,
    options,
  );
  const texts = new Map(pairs.map(({ line }, n) => [line, lines[n]?.text]));
  return {
    page: withTexts(page, texts),
    lines: pairs.flatMap(({ line: { id } }, n) => {
      const aligned = lines[n];
      return aligned ? [{ id, ...aligned }] : [];
    }),
    unmatched,
    skipped,
  };
}

function withTexts(page: Page, texts: ReadonlyMap<Line, string | undefined>): Page {
  const textOf = (line: Line): Line => {
    const { words: _, untranscribed: __, confidence: ___, ...shape } = line;
    const text = texts.get(line);
    return text === undefined ? { ...shape, text: '', untranscribed: true } : { ...shape, text };
  };
  return { ...page, regions: page.regions.map((region) => ({ ...region, lines: region.lines.map(textOf) })) };
}
