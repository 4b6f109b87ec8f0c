/** Lines as files of their own: an image and its text beside it, which every other system reads too. */

import { ImageReader } from '#variant/dataset/image-reader';
import { joinPath, writeFileAtomic } from '../files/index.js';
import type { Skipped } from '../formats/index.js';
import { imageProblem } from '../runtime/index.js';
import { LinePaths, type lineEndings } from './line-paths.js';
import type { Sample } from './sample.js';

/** By the first bytes of a file. */
const signatures: readonly (readonly [ending: (typeof lineEndings)[number], bytes: readonly number[]])[] = [
  ['.png', [0x89, 0x50, 0x4e, 0x47]],
  ['.jpg', [0xff, 0xd8, 0xff]],
  ['.webp', [0x52, 0x49, 0x46, 0x46]],
  ['.tif', [0x49, 0x49, 0x2a, 0x00]],
  ['.tif', [0x4d, 0x4d, 0x00, 0x2a]],
];

/**
 * Writes `KEY.png` (or what kind it is) and `KEY.gt.txt` for each sample, images as they are encoded; lines of pages are
 * cut out. A key that can't be a file's name, leads out of the folder, or is another's, is written under one like it.
 * @returns the samples that could not be read
 * @throws what the system says when a file can't be written: the next one could not be either
 */
export async function writeLines(
  samples: readonly Sample[],
  folder: string,
  progress: (done: number) => void = () => undefined,
): Promise<readonly Skipped[]> {
  const images = new ImageReader();
  const paths = new LinePaths();
  const skipped: Skipped[] = [];
  for (const [done, sample] of samples.entries()) {
    const image = await readImage(images, sample);
    if ('reason' in image) skipped.push({ name: sample.name, ...image });
    else {
      const path = joinPath(folder, paths.take(sample.key));
      await writeFileAtomic(`${path}${image.ending}`, image.bytes);
      await writeFileAtomic(`${path}.gt.txt`, `${sample.text}\n`);
    }
    progress(done + 1);
  }
  return skipped;
}

async function readImage(
  images: ImageReader,
  sample: Sample,
): Promise<{ readonly bytes: Uint8Array; readonly ending: string } | { readonly reason: string }> {
  try {
    const bytes = await images.read(sample.image);
    const ending = signatures.find(([, start]) => start.every((byte, i) => bytes[i] === byte))?.[0];
    if (ending === undefined) throw new Error('unsupported image format');
    return { bytes, ending };
  } catch (error) {
    return { reason: imageProblem(error) };
  }
}
