/** Decoded images, and why one can't be decoded. */
import { DuctusError, type ErrorAbout } from '../error.js';

/** Light levels row by row, 0 black to 255 white; a `Raster` of `image/`. */
export interface GreyImage {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}

/** A larger image is refused: it is a page and not a line, or a decompression bomb. */
export const largestImagePixels = 100_000_000;

/** A file of a format that is not read; the message says which, and what to do. */
export class ImageFormatError extends DuctusError {
  override readonly name = 'ImageFormatError';

  constructor(message: string, about: ErrorAbout = {}) {
    super(message, { code: 'image/format', ...about });
  }
}

/** Said of a larger image, by libvips and by us. */
export const tooManyPixels = 'Input image exceeds pixel limit';

/** A decoder's message in the words of somebody who has a broken file. */
export function imageProblem(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  if (error instanceof ImageFormatError) return message;
  if (/missing|ENOENT|no such file/i.test(message)) return 'the image file is missing';
  if (/pixel limit/i.test(message)) return `the image has more than ${largestImagePixels / 1e6} million pixels`;
  if (/^one image was expected/.test(message)) return message;
  if (/unsupported image format/i.test(message))
    return 'the image is empty, damaged, or in a format that is not supported';
  return `the image can't be decoded: ${message.split('\n')[0]}`;
}
