/** Images by the files that they are in. */
import { fullPath } from '../files/index.js';
import { imageName, type SampleImage } from './sample.js';

/** What images of one file have in common, however its path is written. Rows of a packed data set are files here. */
export function imageKey(image: SampleImage): string {
  return fullPath(imageName(image));
}
