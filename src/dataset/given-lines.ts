/** Lines that a program has in memory as samples: no files are opened. */
import type { Skipped } from '../formats/index.js';
import { imageProblem, imageSize, mapConcurrently } from '../runtime/index.js';
import { cleanerOf, type TextOptions } from './clean-text.js';
import { withoutPageImages } from './page-images.js';
import type { Sample } from './sample.js';

/** A line as a program gives it. */
export interface GivenLine {
  /** The image as a file has it (png, jpg, webp). */
  readonly image: Uint8Array;
  readonly text: string;
  /** What messages and results call it. */
  readonly name: string;
  /** Lines of one document stay on one side of a split. */
  readonly document: string;
}

export interface GivenSamples {
  readonly samples: readonly Sample[];
  readonly skipped: readonly Skipped[];
  readonly warnings: readonly string[];
}

/** Browsers have an image's size only when it is decoded. */
const decodedAtOnce = 8;

/** Texts by the rules and sizes of images; a bad line is skipped with its reason. */
export async function samplesOfLines(lines: readonly GivenLine[], options: TextOptions): Promise<GivenSamples> {
  const clean = cleanerOf(options);
  const read = await mapConcurrently(lines, decodedAtOnce, (line, index) => sampleOf(line, index, clean));
  const { samples, skipped, notes } = withoutPageImages(read.filter((result) => 'text' in result));
  return { samples, skipped: [...read.filter((result) => 'reason' in result), ...skipped], warnings: notes };
}

async function sampleOf(
  { image, text: written, name, document }: GivenLine,
  index: number,
  clean: ReturnType<typeof cleanerOf>,
): Promise<Sample | Skipped> {
  const cleaned = clean(written);
  if ('reason' in cleaned) return { name, reason: cleaned.reason };
  try {
    const { width, height } = await imageSize(image);
    // Names may be there twice; a line is known by its place too.
    const key = `${index + 1}/${name}`;
    return { name, key, document, text: cleaned.text, width, height, image: { kind: 'bytes', name, bytes: image } };
  } catch (error) {
    return { name, reason: imageProblem(error) };
  }
}
