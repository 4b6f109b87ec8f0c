/** The images of TIFFs, by UTIF, in a worker: browsers decode none. */
import * as UTIF from 'utif2';
import { mostPixels } from './left-out.js';
import type { Refused, RenderedPage } from './paper-messages.js';
import { contextOf, thumbnailOf } from './picture.js';
import { type TiffImage, tiffImages } from './tiff-head.js';

interface OpenTiff {
  readonly bytes: ArrayBuffer;
  readonly images: readonly TiffImage[];
}

let opened: OpenTiff | undefined;

export async function open(file: Blob): Promise<{ readonly pages: number } | Refused> {
  const bytes = await file.arrayBuffer();
  const images = tiffImages(new Uint8Array(bytes));
  if (!images || images.length === 0) return { reason: 'unreadable' };
  opened = { bytes, images };
  return { pages: images.length };
}

/** @param number from 1 */
export async function renderPage(number: number): Promise<RenderedPage | Refused> {
  const image = opened?.images[number - 1];
  if (!opened || !image) throw new Error('no TIFF is open');
  if (image.width * image.height > mostPixels) return { reason: 'tooLarge' };
  const pixels = decode(opened.bytes, image);
  if (!pixels) return { reason: 'unreadable' };
  const canvas = await upright(pixels, image.orientation);
  // Without loss, as it came.
  const png = await canvas.convertToBlob({ type: 'image/png' });
  return { image: png, width: canvas.width, height: canvas.height, thumbnail: await thumbnailOf(canvas) };
}

export async function close(): Promise<undefined> {
  opened = undefined;
  return undefined;
}

/** @returns `undefined` for what can't be decoded, such as pixels that are cut off or compressed in a way of their own */
function decode(bytes: ArrayBuffer, { index, width, height }: TiffImage): ImageData | undefined {
  try {
    const directory = UTIF.decode(bytes)[index];
    if (!directory) return undefined;
    UTIF.decodeImage(bytes, directory);
    const rgba = UTIF.toRGBA8(directory);
    // A copy over memory of its own: what comes may be a part of something larger.
    return rgba.length === 4 * width * height ? new ImageData(new Uint8ClampedArray(rgba), width, height) : undefined;
  } catch {
    return undefined;
  }
}

/** Where a pixel goes by each of the eight orientations: x and y of the result by x and y, for a size. */
type Turn = (width: number, height: number) => DOMMatrix2DInit;

const turns: Readonly<Record<number, Turn>> = {
  2: (width) => ({ a: -1, d: 1, e: width }),
  3: (width, height) => ({ a: -1, d: -1, e: width, f: height }),
  4: (_, height) => ({ a: 1, d: -1, f: height }),
  5: () => ({ a: 0, b: 1, c: 1, d: 0 }),
  6: (_, height) => ({ a: 0, b: 1, c: -1, d: 0, e: height }),
  7: (width, height) => ({ a: 0, b: -1, c: -1, d: 0, e: height, f: width }),
  8: (width) => ({ a: 0, b: -1, c: 1, d: 0, f: width }),
};

/** On white, and turned. */
async function upright(pixels: ImageData, orientation: number): Promise<OffscreenCanvas> {
  const { width, height } = pixels;
  const context = orientation > 4 ? contextOf(height, width) : contextOf(width, height);
  const bitmap = await createImageBitmap(pixels);
  const turn = turns[orientation];
  if (turn) context.setTransform(turn(width, height));
  context.drawImage(bitmap, 0, 0);
  bitmap.close();
  return context.canvas;
}
