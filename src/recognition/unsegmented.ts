/** Reading the image of a page that nothing describes: its lines are found first. */
import { fileName } from '../files/index.js';
import type { Skipped } from '../formats/index.js';
import { type DetectOptions, findLayout, type LineFinder, layoutWarnings } from '../layout/index.js';
import { decodeImage, imageProblem } from '../runtime/index.js';
import { readLinesOf } from './page-lines.js';
import type { ReadPage } from './pages.js';
import type { ReadOptions, Recognizer } from './recognizer.js';

/** As a described page, with what may be wrong with it. */
export interface ReadUnsegmented extends ReadPage {
  /** Whole sentences. */
  readonly notes: readonly string[];
}

/**
 * Finds and reads the lines of a page's image.
 * @param imagePath of a png, jpg, tif or webp file
 * @returns the page as `readPage` gives described ones, or why the image can't be read
 * @throws the signal's reason
 */
export async function readUnsegmented(
  recognizer: Recognizer,
  finder: LineFinder,
  imagePath: string,
  options: ReadOptions & DetectOptions = {},
): Promise<ReadUnsegmented | Skipped> {
  options.signal?.throwIfAborted();
  const light = await decodeImage(imagePath).catch((error: unknown) => ({
    name: imagePath,
    reason: imageProblem(error),
  }));
  if ('reason' in light) return light;
  const { regions, warnings } = await findLayout(finder, light, options);
  const segmented = { image: fileName(imagePath), width: light.width, height: light.height, regions };
  const { page, skipped } = await readLinesOf(recognizer, light, segmented, imagePath, options);
  return { page, imagePath, skipped, notes: warnings.map(({ code }) => layoutWarnings[code]) };
}
