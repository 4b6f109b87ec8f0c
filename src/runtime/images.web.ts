/**
 * Image files to grey rasters in browsers, by their own decoders: PNG, JPEG and WebP, no TIFF. Opaque PNGs give the light levels
 * that Node gives; what is partly transparent, and JPEG, may differ by a level or two.
 */
import { foreignFormat, headBytes } from './foreign-image.js';
import { type GreyImage, ImageFormatError, largestImagePixels, tooManyPixels } from './grey-image.js';
import { greyOf } from './grey-levels.js';

/** An image's address, the bytes of its file, or what browsers have for either. */
export type ImageSource = string | Uint8Array | Blob | ImageBitmap | ImageData;

/** What has the methods of none of these is a raster. */
export function isImageSource<T>(image: ImageSource | T): image is ImageSource {
  if (typeof image === 'string' || image instanceof Uint8Array || image instanceof Blob) return true;
  return image instanceof ImageBitmap || image instanceof ImageData;
}

/** What messages and results call an image; empty where it has no name. */
export function imageSourceName(image: unknown): string {
  if (image instanceof File) return image.name;
  return typeof image === 'string' ? (image.split('/').pop() ?? image) : '';
}

/** The file at an address. */
async function fetched(address: string): Promise<Blob> {
  const response = await fetch(address);
  if (!response.ok) throw new Error(`${address}: the image file is missing (${response.status})`);
  return response.blob();
}

async function fileOf(source: Exclude<ImageSource, ImageBitmap | ImageData>): Promise<Blob> {
  if (typeof source === 'string') return fetched(source);
  return source instanceof Blob ? source : new Blob([new Uint8Array(source)]);
}

async function decodedFile(file: Blob): Promise<ImageBitmap> {
  try {
    return await createImageBitmap(file);
  } catch (error) {
    const head = new Uint8Array(await file.slice(0, headBytes).arrayBuffer());
    const advice = foreignFormat(head);
    if (advice === undefined) throw new Error('unsupported image format', { cause: error });
    throw new ImageFormatError(advice, { cause: error });
  }
}

/** Does something with an image's pixels; a bitmap that a program gave stays its own. */
async function withBitmap<T>(source: ImageSource, work: (bitmap: ImageBitmap) => T): Promise<T> {
  if (source instanceof ImageBitmap) return work(checked(source));
  const bitmap = await (source instanceof ImageData ? createImageBitmap(source) : decodedFile(await fileOf(source)));
  try {
    return work(checked(bitmap));
  } finally {
    bitmap.close();
  }
}

function checked(bitmap: ImageBitmap): ImageBitmap {
  if (bitmap.width * bitmap.height <= largestImagePixels) return bitmap;
  throw new Error(tooManyPixels);
}

/** Width and height, turned as the camera says. @throws when the file is not an image that is read */
export function imageSize(source: ImageSource): Promise<{ width: number; height: number }> {
  return withBitmap(source, ({ width, height }) => ({ width, height }));
}

function contextOf(width: number, height: number): OffscreenCanvasRenderingContext2D {
  const context = new OffscreenCanvas(width, height).getContext('2d', { willReadFrequently: true });
  if (!context) throw new Error(`there is no canvas of ${width} × ${height} px`);
  return context;
}

/** The image as light levels, 0 black to 255 white; transparent parts are white. @throws when it can't be decoded */
export function decodeImage(source: ImageSource): Promise<GreyImage> {
  return withBitmap(source, (bitmap) => {
    const { width, height } = bitmap;
    const context = contextOf(width, height);
    context.fillStyle = '#ffffff';
    context.fillRect(0, 0, width, height);
    context.drawImage(bitmap, 0, 0);
    return { width, height, data: greyOf(context.getImageData(0, 0, width, height).data) };
  });
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
