/** Images by the files that they are in. */
import { fullPath } from '../files/index.js';
import { imageName, type SampleImage } from './sample.js';

/** What images of one file have in common, however its path is written. Rows of a packed data set are files here. */
export function imageKey(image: SampleImage): string {
  return fullPath(imageName(image));
}

/** One word for where a single line's image is, to tell whether two lines are the same; of lines in memory, their name. */
export function linePlace(image: SampleImage): string {
  const file = imageKey(image);
  if (image.kind === 'packed') return JSON.stringify([file, image.group, image.row]);
  if (image.kind !== 'cut') return file;
  const { polygon, baseline } = image.cut;
  return JSON.stringify([file, polygon ?? null, baseline ?? null]);
}
