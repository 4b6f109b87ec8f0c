/** Lines of packed data sets: found at the beginning, their images read group by group while batches are made. */

import { openFile, readBytes, writeChunksAtomic } from '../files/index.js';
import {
  documentOf,
  lineName,
  PackedFile,
  type PackedLine,
  type PackedSource,
  PackedWriter,
  ParquetError,
  type Skipped,
} from '../formats/index.js';
import { cutLine, type Raster } from '../image/index.js';
import { decodeImage, encodePng, imageProblem, imageSize } from '../runtime/index.js';
import type { CleanText } from './clean-text.js';
import type { LineCut } from './pages.js';
import type { Sample } from './source.js';

/** A row of a packed data set. */
export interface PackedPlace {
  readonly file: string;
  readonly group: number;
  readonly row: number;
  /** Of the whole group, in the file. */
  readonly groupBytes: number;
}

export function isPacked(path: string): boolean {
  return path.toLowerCase().endsWith('.parquet');
}

/** Where the image of a line is: in a file of its own, in a packed data set, or a part of its page's image. */
export interface ImagePlace {
  readonly imagePath: string;
  readonly packed?: PackedPlace;
  readonly cut?: LineCut;
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
      const found = await groupOf(file, group);
      if ('reason' in found) {
        skipped.push({ name: path, ...found });
        continue;
      }
      const { lines, images } = found;
      for (const [row, line] of lines.entries()) {
        const key = unused(lineName(line.name), names);
        const place = { imagePath: `${path}/${line.name}`, packed: { file: path, group, row, groupBytes } };
        const cleaned = clean(line.text);
        if ('reason' in cleaned) {
          skipped.push({ name: place.imagePath, ...cleaned });
          continue;
        }
        const size = await sizeOf(line, images?.[row]);
        if (typeof size === 'string') skipped.push({ name: place.imagePath, reason: size });
        else
          samples.push({
            name: `${path}/${key}`,
            key,
            ...place,
            ...cleaned,
            document: documentOf(`${path}/${key}`),
            ...size,
          });
      }
    }
  });
  return { samples, skipped };
}

interface ReadGroup {
  readonly lines: readonly PackedLine[];
  readonly images: Images | undefined;
}

/** The lines of a row group, or why they can't be read. */
async function groupOf(file: PackedFile, group: number): Promise<ReadGroup | Omit<Skipped, 'name'>> {
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
  { width, height }: { readonly width?: number; readonly height?: number },
  image: Uint8Array | undefined,
): Promise<{ readonly width: number; readonly height: number } | string> {
  if (width !== undefined && height !== undefined) {
    return width > 0 && height > 0 ? { width, height } : `the size ${width}×${height} can't be that of an image`;
  }
  if (!image) return 'the row has no image';
  try {
    const found = await imageSize(image);
    return { width: found.width, height: found.height };
  } catch (error) {
    return imageProblem(error);
  }
}

async function withPacked<T>(path: string, use: (file: PackedFile) => Promise<T>): Promise<T> {
  const source = await openFile(path);
  try {
    return await use(await PackedFile.open(source));
  } catch (error) {
    if (error instanceof ParquetError) throw new ParquetError(`${path}: ${error.message}`, { cause: error });
    throw error;
  } finally {
    await source.close();
  }
}

/**
 * Lines that are planned together: all of them, where they are in files of their own. Of packed data sets as many row
 * groups as fit into memory beside those of the window before and after, so that each group is read once; of pages the
 * lines of one.
 * @param order shuffles the groups
 */
export function planningWindows(
  samples: readonly Sample[],
  order: <T>(groups: readonly T[]) => readonly T[] = (groups) => groups,
): readonly (readonly Sample[])[] {
  if (!samples.some(({ packed, cut }) => packed ?? cut)) return [samples];
  const groups = new Map<string, { readonly samples: Sample[]; readonly bytes: number }>();
  for (const [index, sample] of samples.entries()) {
    const { packed, cut } = sample;
    const key = packed
      ? `${packed.file} ${packed.group}`
      : cut
        ? `page ${sample.imagePath}`
        : `files ${Math.floor(index / groupLines)}`;
    const group = groups.get(key);
    if (group) group.samples.push(sample);
    // A page is decoded for its lines, so it stands alone.
    else groups.set(key, { samples: [sample], bytes: packed?.groupBytes ?? (cut ? keptBytes : 0) });
  }
  const windows: Sample[][] = [];
  let room = 0;
  for (const group of order([...groups.values()])) {
    if (windows.length === 0 || room < group.bytes) {
      windows.push([]);
      room = keptBytes / 2;
    }
    windows.at(-1)?.push(...group.samples);
    room -= group.bytes;
  }
  return windows;
}

/** Bytes of groups that are kept; a group in use stays whatever its size. */
const keptBytes = 128 * 2 ** 20;

type Images = readonly (Uint8Array | undefined)[];

/** The encoded images of samples, wherever they lie. Groups of packed data sets are kept until others need the room. */
export class ImageReader {
  private readonly groups = new Map<string, { readonly images: Promise<Images>; bytes: number }>();
  /** The page that was cut last: its lines come one after the other. */
  private page: { readonly path: string; readonly raster: Promise<Raster> } | undefined;

  /** @throws when the place can't be read */
  async read({ imagePath, packed, cut }: ImagePlace): Promise<Uint8Array> {
    if (cut) return encodePng(cutLine(await this.pageAt(imagePath), cut, cut));
    if (!packed) return readBytes(imagePath);
    const images = await this.group(packed);
    const image = images[packed.row];
    if (!image) throw new Error('the row has no image');
    // Its own memory: a view would take the whole group along to another thread.
    return image.slice();
  }

  private pageAt(path: string): Promise<Raster> {
    if (this.page?.path !== path) this.page = { path, raster: decodeImage(path) };
    return this.page.raster;
  }

  private group({ file, group }: PackedPlace): Promise<Images> {
    const key = `${file} ${group}`;
    const known = this.groups.get(key);
    // The last used is the last in the map.
    this.groups.delete(key);
    const entry = known ?? { images: withPacked(file, (packed) => packed.images(group)), bytes: 0 };
    this.groups.set(key, entry);
    if (!known) {
      entry.images.then(
        (images) => {
          entry.bytes = images.reduce((sum, image) => sum + (image?.length ?? 0), 0);
          this.dropOldest();
        },
        () => this.groups.delete(key),
      );
    }
    return entry.images;
  }

  private dropOldest(): void {
    let bytes = [...this.groups.values()].reduce((sum, entry) => sum + entry.bytes, 0);
    for (const [key, entry] of this.groups) {
      if (bytes <= keptBytes || this.groups.size === 1) return;
      this.groups.delete(key);
      bytes -= entry.bytes;
    }
  }
}

/** A group of a packed file: small enough that several are in memory at a time. */
const groupBytes = 4 * 2 ** 20;
const groupLines = 512;

/**
 * Packs lines with their images, as they are encoded, into one Parquet file. Lines whose image can't be read are
 * named and left out.
 * @param progress told how many lines are done
 * @returns the lines at their new places, by what they were, and what could not be read
 */
export async function packSamples(
  samples: readonly Sample[],
  path: string,
  progress: (done: number) => void = () => undefined,
): Promise<{ readonly moved: ReadonlyMap<Sample, Sample>; readonly skipped: readonly Skipped[] }> {
  const skipped: Skipped[] = [];
  const read: Sample[] = [];
  const images = new ImageReader();
  async function* sources(): AsyncGenerator<PackedSource> {
    for (const [done, sample] of samples.entries()) {
      const bytes = await images.read(sample).catch((error: unknown) => {
        skipped.push({ name: sample.imagePath, reason: imageProblem(error) });
      });
      progress(done + 1);
      if (!bytes) continue;
      const { key, text, width, height, imagePath } = sample;
      read.push(sample);
      yield { name: key, path: imagePath.split(/[\\/]/).pop() ?? key, text, width, height, bytes };
    }
  }
  const places = await writePacked(sources(), path);
  const moved = read.map((sample, n) => {
    const { cut: _, ...rest } = sample;
    return [sample, { ...rest, packed: places[n] as PackedPlace }] as const;
  });
  return { moved: new Map(moved), skipped };
}

/**
 * Writes lines into one Parquet file, group by group.
 * @returns their places in it
 */
export async function writePacked(lines: AsyncIterable<PackedSource>, path: string): Promise<readonly PackedPlace[]> {
  const places: PackedPlace[] = [];
  let groups = 0;
  const writer = await PackedWriter.create();
  async function* chunks(): AsyncGenerator<Uint8Array> {
    let group: PackedSource[] = [];
    let bytes = 0;
    for await (const line of lines) {
      places.push({ file: path, group: groups, row: group.length, groupBytes });
      group.push(line);
      bytes += line.bytes.length;
      if (group.length < groupLines && bytes < groupBytes) continue;
      yield writer.group(group);
      groups++;
      group = [];
      bytes = 0;
    }
    if (group.length > 0) yield writer.group(group);
    yield writer.finish();
  }
  await writeChunksAtomic(path, chunks());
  return places;
}

/**
 * Cuts the lines of pages out and packs them into a file, since a page's image would else be decoded for each of its
 * lines. Lines that have images of their own stay where they are.
 * @returns all lines in their order, those that moved by what they were, and what could not be read
 */
export async function packPages(
  samples: readonly Sample[],
  path: string,
  progress?: (done: number, all: number) => void,
): Promise<{
  readonly samples: readonly Sample[];
  readonly moved: ReadonlyMap<Sample, Sample>;
  readonly skipped: readonly Skipped[];
}> {
  const onPages = samples.filter(({ cut }) => cut);
  if (onPages.length === 0) return { samples, moved: new Map(), skipped: [] };
  const { moved, skipped } = await packSamples(onPages, path, (done) => progress?.(done, onPages.length));
  return {
    samples: samples.flatMap((sample) => (sample.cut ? (moved.get(sample) ?? []) : sample)),
    moved,
    skipped,
  };
}
