/**
 * Whether an image is a page and not a line, by its shape alone, so that headers are enough.
 *
 * Of 19,069 ready lines all are 64 px high; of 14,370 lines cut out of 359 pages as they were photographed the tallest
 * is 238 px high. Of those pages the lowest is 671 px high, and the widest for its height 2.4 times as wide as high. The
 * limits lie between, nearer to the pages: a word scanned at 600 dpi may be 480 px high.
 */
const leastPageHeight = 500;
const mostPageAspect = 3;

/** @param size of an image in pixels */
export function looksLikePage({ width, height }: { readonly width: number; readonly height: number }): boolean {
  return height >= leastPageHeight && width < height * mostPageAspect;
}
