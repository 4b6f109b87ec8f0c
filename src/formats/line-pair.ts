/**
 * Line images with their text beside: `NAME.png` and `NAME.gt.txt`, as kraken, Calamari and tesstrain have them
 * (`NAME.bin.png` and `NAME.nrm.png` count as `NAME`).
 */
import type { LineSource, Listing, Skipped } from './sample.js';

const imagePattern = /(?:\.(?:bin|nrm))?\.(?:png|jpe?g|tiff?|webp)$/i;
const textSuffix = '.gt.txt';

export function isLineImage(path: string): boolean {
  return imagePattern.test(path);
}

/** The name of a line: its image's path without the extension. */
export function lineName(imagePath: string): string {
  return imagePath.replace(imagePattern, '');
}

/** The document of a line: its name without the last `_NNN`. */
export function documentOf(name: string): string {
  return name.replace(/_\d+$/, '');
}

/**
 * Pairs the images among the paths with the texts among them.
 * @param paths all files that were found
 */
export function pairLines(paths: readonly string[]): Listing {
  const texts = new Map(
    paths.filter((path) => path.endsWith(textSuffix)).map((path) => [path.slice(0, -textSuffix.length), path]),
  );
  const lines = new Map<string, LineSource>();
  const skipped: Skipped[] = [];
  for (const imagePath of paths.filter(isLineImage)) {
    const name = lineName(imagePath);
    const textPath = texts.get(name);
    const before = lines.get(name);
    if (!textPath) skipped.push({ name: imagePath, reason: `no ${textSuffix} beside the image` });
    else if (before)
      skipped.push({ name: imagePath, reason: 'another image is used for the same text', detail: before.imagePath });
    else lines.set(name, { name, imagePath, textPath, document: documentOf(name) });
  }
  for (const [name, path] of texts) {
    if (!lines.has(name)) skipped.push({ name: path, reason: 'no image beside the text' });
  }
  return { lines: [...lines.values()], skipped };
}
