/** Strips of paper without text among the lines of an epoch: who never saw any reads something into them. */
import { blankLine, blankWidth } from '../image/index.js';
import type { PaperImage, Sample } from './sample.js';

/** Pixels; the network is shown it at its line height, like any line. */
const height = 64;

/**
 * Other strips in each epoch; they are functions of seed and number.
 * @param share of strips among the lines, 0 to below 1
 * @returns so many that they are the share of all; samples with an empty text
 */
export function paperLines(lines: number, share: number, seed: number, epoch: number): readonly Sample[] {
  const count = Math.round((lines * share) / (1 - share));
  return Array.from({ length: count }, (_, n): Sample => {
    const number = epoch * count + n;
    const name = `paper ${number}`;
    const image: PaperImage = { kind: 'paper', name, seed, number };
    return { name, key: name, document: 'paper', text: '', image, width: blankWidth(seed, number, height), height };
  });
}

export function paperRaster({ seed, number }: PaperImage) {
  return blankLine(seed, number, height);
}
