/** Lines as files of their own: an image and its text beside it, which every other system reads too. */
import type { Skipped } from '../formats/index.js';
import { imageProblem, joinPath, writeFileAtomic } from '../platform/index.js';
import { ImageReader } from './packed.js';
import type { Sample } from './source.js';

/** By the first bytes of a file. */
const signatures: readonly (readonly [ending: string, bytes: readonly number[]])[] = [
  ['.png', [0x89, 0x50, 0x4e, 0x47]],
  ['.jpg', [0xff, 0xd8, 0xff]],
  ['.webp', [0x52, 0x49, 0x46, 0x46]],
  ['.tif', [0x49, 0x49, 0x2a, 0x00]],
  ['.tif', [0x4d, 0x4d, 0x00, 0x2a]],
];

/**
 * Writes `KEY.png` (or what kind it is) and `KEY.gt.txt` for each sample, images as they are encoded; lines of pages are
 * cut out. A key that leads out of the folder is written inside it.
 * @returns the samples that could not be read
 */
export async function writeLines(
  samples: readonly Sample[],
  folder: string,
  progress: (done: number) => void = () => undefined,
): Promise<readonly Skipped[]> {
  const images = new ImageReader();
  const skipped: Skipped[] = [];
  for (const [done, sample] of samples.entries()) {
    try {
      const bytes = await images.read(sample);
      const ending = signatures.find(([, start]) => start.every((byte, i) => bytes[i] === byte))?.[0];
      if (ending === undefined) throw new Error('unsupported image format');
      const path = joinPath(folder, safeName(sample.key));
      await writeFileAtomic(`${path}${ending}`, bytes);
      await writeFileAtomic(`${path}.gt.txt`, `${sample.text}\n`);
    } catch (error) {
      skipped.push({ name: sample.name, reason: imageProblem(error) });
    }
    progress(done + 1);
  }
  return skipped;
}

function safeName(key: string): string {
  return key
    .split(/[\\/]+/)
    .filter((part) => part !== '' && part !== '.' && part !== '..' && !/^[A-Za-z]:$/.test(part))
    .join('/');
}
