/** Where lines are, to tell whether two of them are the same, whichever way they came. */
import type { SampleImage } from '../../dataset/index.js';
import { imageKey } from '../../dataset/node.js';

/** One word for the place of a line's image; of lines in memory, their name. */
export function linePlace(image: SampleImage): string {
  const file = imageKey(image);
  if (image.kind === 'packed') return JSON.stringify([file, image.group, image.row]);
  if (image.kind !== 'cut') return file;
  const { polygon, baseline } = image.cut;
  return JSON.stringify([file, polygon ?? null, baseline ?? null]);
}
