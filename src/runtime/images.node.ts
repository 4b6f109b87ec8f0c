/** Image files to grey rasters in Node, by libvips (sharp). Only decoding happens here; pixels are worked on in `image/`. */
import { closeSync, openSync, readFileSync, readSync } from 'node:fs';
import { foreignFormat, headBytes } from './foreign-image.js';
import { type GreyImage, ImageFormatError, largestImagePixels, tooManyPixels } from './grey-image.js';

/**
 * libvips' classes of what is read. All others are closed for the whole process: of drawings (SVG) a few bytes can run
 * for minutes and take gigabytes, and each decoder that is open is one more that hostile files may have found a hole in.
 */
const openLoaders = ['Png', 'Jpeg', 'Tiff', 'Webp'].map((name) => `VipsForeignLoad${name}`);

/** An image's path, or the bytes of its file. */
export type ImageSource = string | Uint8Array;

/** What is neither is a raster. */
export function isImageSource<T>(image: ImageSource | T): image is ImageSource {
  return typeof image === 'string' || image instanceof Uint8Array;
}

/** What messages and results call an image; empty where it has no name. */
export function imageSourceName(image: unknown): string {
  return typeof image === 'string' ? (image.split(/[\\/]/).pop() ?? image) : '';
}

async function loadSharp() {
  const { default: sharp } = await import('sharp');
  // One image at a time on each worker, nothing kept: memory stays flat.
  sharp.concurrency(1);
  sharp.cache(false);
  sharp.block({ operation: ['VipsForeignLoad'] });
  sharp.unblock({ operation: openLoaders });
  return sharp;
}

let loaded: ReturnType<typeof loadSharp> | undefined;

/** The one way to libvips. */
function library() {
  loaded ??= loadSharp();
  return loaded;
}

/** @param page of a file with several images the one that is meant, from 0 */
async function open(source: string | Uint8Array, page = 0) {
  const sharp = await library();
  return sharp(source, { limitInputPixels: largestImagePixels, failOn: 'error', page, pages: 1 });
}

/** libvips only says that it doesn't know a format; what it is says the file itself. */
async function named<T>(source: string | Uint8Array, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const unknown = error instanceof Error && /unsupported image format/i.test(error.message);
    const advice = unknown ? foreignFormat(typeof source === 'string' ? headOf(source) : source) : undefined;
    throw advice === undefined ? error : new ImageFormatError(advice, { cause: error });
  }
}

function headOf(path: string): Uint8Array {
  const file = openSync(path, 'r');
  try {
    const head = new Uint8Array(headBytes);
    return head.subarray(0, readSync(file, head, 0, headBytes, 0));
  } finally {
    closeSync(file);
  }
}

/** What the header of an image says. */
export interface ImageHead {
  /** Pixels, turned as the camera says. */
  readonly width: number;
  readonly height: number;
  /** Images in the file, the same one at other sizes among them. */
  readonly pages: number;
  readonly dpi: number | undefined;
}

/** @param page of a file with several images the one that is meant, from 0 @throws when it is no image that is read */
export async function imageHead(source: ImageSource, page = 0): Promise<ImageHead> {
  const { autoOrient, pages = 1, density } = await named(source, async () => (await open(source, page)).metadata());
  const dpi = density !== undefined && density >= leastDensity ? density : undefined;
  return { width: autoOrient.width, height: autoOrient.height, pages, dpi };
}

/** Width and height from the header, turned as the camera says. @throws when the file is not an image that is read */
export async function imageSize(source: ImageSource): Promise<{ width: number; height: number }> {
  const head = await imageHead(source);
  const { width, height } = head;
  const count = await countImages(source, head);
  if (count > 1) throw new Error(`one image was expected, got ${count} pages in one file`);
  if (width * height > largestImagePixels) throw new Error(tooManyPixels);
  return { width, height };
}

/** A second image of the same shape is one to look at where it is so much smaller. */
const leastOfPreview = 4;

/**
 * How many images are in a file: one, unless it is a TIFF. The same image again at half its size (a pyramid, as servers
 * of images keep them), or a small one to look at as the only other, is none of its own.
 * @param head the file's
 * @throws when the file is not an image that is read
 */
export async function countImages(source: ImageSource, head?: ImageHead): Promise<number> {
  const { width, height, pages } = head ?? (await imageHead(source));
  if (pages === 1) return 1;
  // What is broken there is said where it is read.
  const second = await imageHead(source, 1).catch(() => undefined);
  if (!second) return pages;
  const isHalf = Math.abs(width / 2 - second.width) <= 1 && Math.abs(height / 2 - second.height) <= 1;
  const times = width / second.width;
  const isPreview = pages === 2 && times >= leastOfPreview && Math.abs(height / times - second.height) <= 1;
  return isHalf || isPreview ? 1 : pages;
}

/**
 * One of several images in a file.
 * @param page from 0
 * @param mostPixels of a larger one nothing is decoded
 * @param head the image's, where it is known
 * @throws when it can't be decoded; RangeError when it is larger
 */
export async function decodeImagePage(
  source: ImageSource,
  page: number,
  mostPixels = largestImagePixels,
  head?: ImageHead,
): Promise<GreyImage & { readonly dpi: number | undefined }> {
  const { width, height, dpi } = head ?? (await imageHead(source, page));
  if (width * height > mostPixels) throw new RangeError(tooManyPixels);
  return { ...(await decode(source, page)), dpi };
}

/** Colours to light levels, as of an image file. @param colours red, green and blue of each pixel, row by row */
export async function greyLevels(colours: Uint8Array, width: number, height: number): Promise<GreyImage> {
  const sharp = await library();
  const image = sharp(colours, { raw: { width, height, channels: 3 }, limitInputPixels: largestImagePixels });
  const data = await image.toColourspace('b-w').raw({ depth: 'uchar' }).toBuffer();
  return { width, height, data: new Uint8Array(data.buffer, data.byteOffset, data.length) };
}

/** The image as light levels, 0 black to 255 white; transparent parts are white. @throws when it can't be decoded */
export async function decodeImage(source: string | Uint8Array): Promise<GreyImage> {
  // Read here: libvips takes a fifth longer over a file of a line than over its bytes.
  return decode(typeof source === 'string' ? readFileSync(source) : source);
}

async function decode(source: string | Uint8Array, page = 0): Promise<GreyImage> {
  // To grey at the end of libvips' work: its step of that name would convert grey levels to colours and back.
  const image = (await open(source, page)).rotate().flatten({ background: '#ffffff' }).toColourspace('b-w');
  const { data, info } = await named(source, () => image.raw({ depth: 'uchar' }).toBuffer({ resolveWithObject: true }));
  if (info.channels !== 1) throw new Error(`expected one grey channel, got ${info.channels}`);
  return { width: info.width, height: info.height, data: new Uint8Array(data.buffer, data.byteOffset, data.length) };
}

/** A raster of light levels as a PNG file. */
export async function encodePng(raster: GreyImage): Promise<Uint8Array> {
  const sharp = await library();
  const { width, height } = raster;
  return sharp(raster.data, { raw: { width, height, channels: 1 } })
    .toColourspace('b-w')
    .png()
    .toBuffer();
}

/** A raster of light levels as a JPEG file. @param quality 1 to 100 */
export async function encodeJpeg(raster: GreyImage, quality: number): Promise<Uint8Array> {
  const sharp = await library();
  const { width, height } = raster;
  return sharp(raster.data, { raw: { width, height, channels: 1 } })
    .toColourspace('b-w')
    .jpeg({ quality })
    .toBuffer();
}

/** An image for a document: a JPEG as it is, anything else as PNG. @throws when it can't be read */
export async function pageImage(path: string): Promise<{
  readonly bytes: Uint8Array;
  readonly type: 'jpeg' | 'png';
  /** EXIF's, 1 to 8. */
  readonly orientation: number;
  readonly dpi: number;
}> {
  const bytes = readFileSync(path);
  const source = await open(bytes);
  const { format, orientation = 1, density } = await named(bytes, () => source.metadata());
  const dpi = density !== undefined && density >= leastDensity ? density : usualDensity;
  if (format === 'jpeg') return { bytes, type: 'jpeg', orientation, dpi };
  const png = await source.rotate().toColourspace('srgb').png().toBuffer();
  return { bytes: png, type: 'png', orientation: 1, dpi };
}

/** Cameras write 72 and know nothing of the paper. */
const leastDensity = 100;
const usualDensity = 300;
