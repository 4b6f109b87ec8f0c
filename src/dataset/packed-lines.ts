/** Lines of packed data sets, found without their images where the file says their sizes. */

import { openFile } from '../files/index.js';
import { documentOf, lineName, PackedFile, type PackedLine, ParquetError, type Skipped } from '../formats/index.js';
import { imageProblem, imageSize } from '../runtime/index.js';
import type { CleanText } from './clean-text.js';
import type { PackedImage, PackedPlace, Sample } from './sample.js';

export function isPacked(path: string): boolean {
  return path.toLowerCase().endsWith('.parquet');
}

/** The encoded images of a row group; `undefined` where a row has none. */
export type GroupImages = readonly (Uint8Array | undefined)[];

/** The images of one row group. @throws ParquetError that names the file */
export function readGroupImages(path: string, group: number): Promise<GroupImages> {
  return withPacked(path, (file) => file.images(group));
}

/** The lines of a packed data set; bad rows are named and end nothing. @throws ParquetError that names the file */
export async function readPackedSamples(
  path: string,
  clean: CleanText,
): Promise<{ readonly samples: readonly Sample[]; readonly skipped: readonly Skipped[] }> {
  const samples: Sample[] = [];
  const skipped: Skipped[] = [];
  const names = new Set<string>();
  await withPacked(path, async (file) => {
    for (const group of file.groups.keys()) {
      const groupBytes = file.groupBytes(group);
      const read = await readGroup(file, group);
      if ('reason' in read) {
        skipped.push({ name: path, ...read });
        continue;
      }
      for (const [row, line] of read.lines.entries()) {
        const key = unused(lineName(line.name), names);
        const place = { file: path, group, row, groupBytes };
        const sample = await sampleOf(line, key, place, read.images?.[row], clean);
        if ('reason' in sample) skipped.push(sample);
        else samples.push(sample);
      }
    }
  });
  return { samples, skipped };
}

async function sampleOf(
  line: PackedLine,
  key: string,
  place: PackedPlace,
  bytes: Uint8Array | undefined,
  clean: CleanText,
): Promise<Sample | Skipped> {
  const image: PackedImage = { kind: 'packed', name: `${place.file}/${line.name}`, ...place };
  const cleaned = clean(line.text);
  if ('reason' in cleaned) return { name: image.name, ...cleaned };
  const size = await sizeOf(line, bytes);
  if (typeof size === 'string') return { name: image.name, reason: size };
  // The parts of one set share its documents.
  const document = documentOf(`${place.file.replace(/-\d{5}-of-\d{5}(?:-[0-9a-f]+)?(?=\.\w+$)/i, '')}/${key}`);
  return { name: `${place.file}/${key}`, key, image, ...cleaned, document, ...size };
}

interface ReadGroup {
  readonly lines: readonly PackedLine[];
  readonly images: GroupImages | undefined;
}

/** The lines of a row group, or why they can't be read. */
async function readGroup(file: PackedFile, group: number): Promise<ReadGroup | Omit<Skipped, 'name'>> {
  try {
    const lines = await file.lines(group);
    // A file of others says nothing about sizes, so the images' headers are read once.
    const images = lines.some(({ width }) => width === undefined) ? await file.images(group) : undefined;
    return { lines, images };
  } catch (error) {
    return { reason: "a row group can't be read", detail: (error as Error).message };
  }
}

/** A key may stand only once; rows of the same name are told apart by a number. */
function unused(name: string, taken: Set<string>): string {
  let key = name;
  for (let n = 2; taken.has(key); n++) key = `${name} (${n})`;
  taken.add(key);
  return key;
}

async function sizeOf(
  { width, height }: Pick<PackedLine, 'width' | 'height'>,
  image: Uint8Array | undefined,
): Promise<{ readonly width: number; readonly height: number } | string> {
  if (width !== undefined && height !== undefined) {
    return width > 0 && height > 0 ? { width, height } : `the size ${width}×${height} can't be that of an image`;
  }
  if (!image) return 'the row has no image';
  try {
    const size = await imageSize(image);
    return { width: size.width, height: size.height };
  } catch (error) {
    return imageProblem(error);
  }
}

async function withPacked<T>(path: string, use: (file: PackedFile) => Promise<T>): Promise<T> {
  const source = await openFile(path);
  try {
    return await use(await PackedFile.open(source));
  } catch (error) {
    if (error instanceof ParquetError) {
      const { code, details } = error;
      throw new ParquetError(`${path}: ${error.message}`, { code, details: { ...details, path }, cause: error });
    }
    throw error;
  } finally {
    await source.close();
  }
}
