/** Images of pages to descriptions of their lines, by paths. */
import { checkPaths } from '../dataset/index.js';
import { findInputs } from '../dataset/node.js';
import { fileName } from '../files/index.js';
import { isLineImage, lineName, type Skipped } from '../formats/index.js';
import type { Raster } from '../image/index.js';
import type { Page } from '../page/index.js';
import { decodeImage, imageProblem, imageSize } from '../runtime/index.js';
import { type DetectOptions, findLayout, type Layout } from './detect.js';
import type { FindOptions, LineFinder } from './line-finder.js';

/** The image of a page. */
export interface PageImageFile {
  readonly path: string;
  /** What its results are called below their folder, with `/` between the parts and without an ending. */
  readonly key: string;
}

/**
 * The images that paths name.
 * @param paths images (png, jpg, tif, webp), folders, or patterns
 * @throws DataError when one of them names none
 */
export async function findPageImages(paths: readonly string[]): Promise<readonly PageImageFile[]> {
  checkPaths('findPageImages: paths', paths);
  const files = await findInputs(paths, 'no such image or folder, and no file matches it as a pattern', (names) =>
    names.some(isLineImage) ? undefined : 'no image (png, jpg, tif, webp) is there',
  );
  return files
    .filter(({ path, by }) => by === 'name' || isLineImage(path))
    .map(({ path, key }) => ({ path, key: isLineImage(key) ? lineName(key) : key }));
}

export interface SegmentedPage {
  readonly path: string;
  /** With its lines and no texts. */
  readonly page: Page;
  readonly layout: Layout;
  /** The page as it was looked at, turned as the camera says. */
  readonly light: Raster;
}

/**
 * Finds the lines of a page's image.
 * @param path of an image (png, jpg, tif, webp)
 * @returns the page, or why its image can't be read
 * @throws the signal's reason
 */
export async function segmentImage(
  finder: LineFinder,
  path: string,
  options: DetectOptions & FindOptions = {},
): Promise<SegmentedPage | Skipped> {
  options.signal?.throwIfAborted();
  const light = await pageLight(path);
  if ('reason' in light) return light;
  const layout = await findLayout(finder, light, options);
  const { width, height } = light;
  return { path, page: { image: fileName(path), width, height, regions: layout.regions }, layout, light };
}

/**
 * The light levels of a page's image, or why it can't be read. The header is looked at first: of what is too large, or several pages
 * in one file, nothing is decoded.
 */
export async function pageLight(path: string): Promise<Raster | Skipped> {
  try {
    await imageSize(path);
    return await decodeImage(path);
  } catch (error) {
    return { name: path, reason: imageProblem(error) };
  }
}
