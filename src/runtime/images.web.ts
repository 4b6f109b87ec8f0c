/**
 * Image files to grey rasters in browsers, by their own decoders: PNG, JPEG and WebP, no TIFF. Opaque PNGs give the light levels
 * that Node gives; what is partly transparent, and JPEG, may differ by a level or two.
 */
import { foreignFormat, headBytes } from './foreign-image.js';
import { type GreyImage, ImageFormatError, largestImagePixels, tooManyPixels } from './grey-image.js';
import { greyOf } from './grey-levels.js';

/** An image's address, or the bytes of its file. */
async function bytesOf(source: string | Uint8Array): Promise<Uint8Array> {
  if (typeof source !== 'string') return source;
  const response = await fetch(source);
  if (!response.ok) throw new Error(`${source}: the image file is missing (${response.status})`);
  return new Uint8Array(await response.arrayBuffer());
}

async function bitmapOf(source: string | Uint8Array): Promise<ImageBitmap> {
  const bytes = await bytesOf(source);
  let bitmap: ImageBitmap;
  try {
    bitmap = await createImageBitmap(new Blob([new Uint8Array(bytes)]));
  } catch (error) {
    const advice = foreignFormat(bytes.subarray(0, headBytes));
    if (advice === undefined) throw new Error('unsupported image format', { cause: error });
    throw new ImageFormatError(advice, { cause: error });
  }
  if (bitmap.width * bitmap.height <= largestImagePixels) return bitmap;
  bitmap.close();
  throw new Error(tooManyPixels);
}

/** Width and height, turned as the camera says. @throws when the file is not an image that is read */
export async function imageSize(source: string | Uint8Array): Promise<{ width: number; height: number }> {
  const bitmap = await bitmapOf(source);
  const { width, height } = bitmap;
  bitmap.close();
  return { width, height };
}

function contextOf(width: number, height: number): OffscreenCanvasRenderingContext2D {
  const context = new OffscreenCanvas(width, height).getContext('2d', { willReadFrequently: true });
  if (!context) throw new Error(`there is no canvas of ${width} × ${height} px`);
  return context;
}

/** The image as light levels, 0 black to 255 white; transparent parts are white. @throws when it can't be decoded */
export async function decodeImage(source: string | Uint8Array): Promise<GreyImage> {
  const bitmap = await bitmapOf(source);
  const { width, height } = bitmap;
  const context = contextOf(width, height);
  context.fillStyle = '#ffffff';
  context.fillRect(0, 0, width, height);
  context.drawImage(bitmap, 0, 0);
  bitmap.close();
  return { width, height, data: greyOf(context.getImageData(0, 0, width, height).data) };
}

async function encoded({ width, height, data }: GreyImage, options: ImageEncodeOptions): Promise<Uint8Array> {
  const context = contextOf(width, height);
  const colours = new ImageData(width, height);
  data.forEach((level, at) => {
    colours.data.fill(level, 4 * at, 4 * at + 3);
    colours.data[4 * at + 3] = 255;
  });
  context.putImageData(colours, 0, 0);
  const blob = await context.canvas.convertToBlob(options);
  return new Uint8Array(await blob.arrayBuffer());
}

/** A raster of light levels as a PNG file. */
export function encodePng(raster: GreyImage): Promise<Uint8Array> {
  return encoded(raster, { type: 'image/png' });
}

/** A raster of light levels as a JPEG file. @param quality 1 to 100 */
export function encodeJpeg(raster: GreyImage, quality: number): Promise<Uint8Array> {
  return encoded(raster, { type: 'image/jpeg', quality: quality / 100 });
}
