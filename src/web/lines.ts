/** Lines as a page gives them, to learn from or to be measured on. */
import { DataError, type GivenLine } from '../dataset/index.js';
import type { Raster } from '../image/index.js';
import { encodePng, type ImageSource, imageSourceName, lightOf } from '../runtime/index.js';

/** A line with its text. */
export interface Line {
  /** An address, a Blob or the bytes of a png, jpg or webp file, an ImageBitmap, ImageData, or a grey raster (light levels). */
  readonly image: ImageSource | Raster;
  readonly text: string;
  /** What messages and results call it. Default: the file's name, or its place. */
  readonly name?: string | undefined;
  /** Lines of one document stay on one side of a split. Default: each line is its own. */
  readonly document?: string | undefined;
}

/** A line whose address, where it has one, means the same on all threads. */
export type LocatedLine = Line & Pick<GivenLine, 'name' | 'document'>;

/** @throws DataError for what is no list of lines */
export function located(option: string, lines: readonly Line[]): readonly LocatedLine[] {
  if (!Array.isArray(lines)) {
    throw new DataError(`${option}: must be a list of lines ({ image, text }), got ${String(lines)}`);
  }
  return lines.map(({ image, text, name, document }: Line, index) => {
    const called = name || imageSourceName(image) || `line ${index + 1}`;
    const place = typeof image === 'string' ? addressFromPage(image) : image;
    return { image: place, text, name: called, document: document ?? called };
  });
}

/** An address as it is meant from the page; threads take it from themselves. */
export function addressFromPage(address: string): string {
  return new URL(address, globalThis.document?.baseURI ?? location.href).href;
}

/** The same with images as files have them. @throws DataError when one can't be fetched */
export function givenLines(lines: readonly LocatedLine[]): Promise<readonly GivenLine[]> {
  return Promise.all(lines.map(async ({ image, ...line }) => ({ ...line, image: await fileBytes(image) })));
}

async function fileBytes(image: Line['image']): Promise<Uint8Array> {
  if (image instanceof Uint8Array) return image;
  if (image instanceof Blob) return new Uint8Array(await image.arrayBuffer());
  return typeof image === 'string' ? fetched(image) : encodePng(await lightOf(image));
}

async function fetched(address: string): Promise<Uint8Array> {
  const response = await fetch(address);
  if (response.ok) return new Uint8Array(await response.arrayBuffer());
  throw new DataError(
    `${address}: the server answers ${response.status} ${response.statusText}. Is the address right?`,
    {
      code: 'web/unreachable',
      details: { path: address, value: response.status },
    },
  );
}
