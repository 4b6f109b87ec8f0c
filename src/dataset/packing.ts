/** Lines into packed data sets: one Parquet file, written group by group. */

import { ImageReader } from '#variant/dataset/image-reader';
import { writeChunksAtomic } from '../files/index.js';
import { type PackedSource, PackedWriter, type Skipped } from '../formats/index.js';
import { known } from '../known.js';
import { imageProblem } from '../runtime/index.js';
import { groupBytes, groupLines } from './packed-groups.js';
import { imageName, type PackedPlace, type Sample } from './sample.js';

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
      const name = imageName(sample.image);
      const bytes = await images.read(sample.image).catch((error: unknown) => {
        skipped.push({ name, reason: imageProblem(error) });
      });
      progress(done + 1);
      if (!bytes) continue;
      const { key, text, width, height } = sample;
      read.push(sample);
      yield { name: key, path: name.split(/[\\/]/).pop() ?? key, text, width, height, bytes };
    }
  }
  const places = await writePacked(sources(), path);
  const moved = read.map((sample, n) => {
    const place = known(places[n], 'the place of a packed line');
    return [sample, { ...sample, image: { kind: 'packed', name: imageName(sample.image), ...place } }] as const;
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
  const onPages = samples.filter(({ image }) => image.kind === 'cut');
  if (onPages.length === 0) return { samples, moved: new Map(), skipped: [] };
  const { moved, skipped } = await packSamples(onPages, path, (done) => progress?.(done, onPages.length));
  return {
    samples: samples.flatMap((sample) => (sample.image.kind === 'cut' ? (moved.get(sample) ?? []) : sample)),
    moved,
    skipped,
  };
}
