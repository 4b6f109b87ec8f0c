/** Lines of pages to learn from: what a person has corrected on a page, as training and measuring take it. */
import { type GivenLine, nameOfLine } from '../dataset/index.js';
import { documentOf, lineName, type Skipped } from '../formats/index.js';
import type { Raster } from '../image/index.js';
import { type Line as PageLine, linesOf, type Page } from '../page/index.js';
import { chosenLines, lightOfPage, lineCutter } from '../recognition/index.js';
import { encodePng, type ImageSource, imageSourceName } from '../runtime/index.js';

/** The image is a PNG file, which with its text is a pair of NAME.png and NAME.gt.txt for training elsewhere. */
export type LineToLearn = GivenLine;

export interface LinesToLearnOptions {
  /** Ids of the lines. Default: all that have a text. */
  readonly only?: readonly string[] | undefined;
  /** Told of each line that can't be learnt from, and why. */
  readonly skipped?: ((skipped: Skipped, line: PageLine) => void) | undefined;
}

/**
 * Cuts lines out of a page as reading cuts them, for `train` and `evaluateLines`.
 * @param image as `PageReader.read` takes it
 * @param page its lines with outlines or baselines and texts, in pixels of the image
 * @returns in reading order; names are the page's with the number of the line, and all lines of a page are of one document
 * @throws when the image can't be decoded; DataError for an id in `only` that no line has, and for a page of another size than
 * its image
 */
export async function linesToLearn(
  image: ImageSource | Raster,
  page: Page,
  { only, skipped }: LinesToLearnOptions = {},
): Promise<readonly LineToLearn[]> {
  const chosen = new Set(chosenLines(page, only, 'linesToLearn'));
  const light = await lightOfPage(image, 'linesToLearn', page);
  const pageName = page.image || imageSourceName(image) || 'page';
  const cutOut = lineCutter(page, light);
  const lines: LineToLearn[] = [];
  for (const [index, line] of linesOf(page).entries()) {
    if (!chosen.has(line)) continue;
    const cut = line.text.trim() === '' ? { reason: 'the line has no text' } : cutOut(line);
    if ('reason' in cut) {
      skipped?.({ name: `${pageName}, line ${line.id}`, ...cut }, line);
      continue;
    }
    const name = nameOfLine(lineName(pageName), index);
    lines.push({ image: await encodePng(cut.raster), text: line.text, name, document: documentOf(name) });
  }
  return lines;
}
