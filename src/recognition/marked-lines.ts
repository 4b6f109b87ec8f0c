/**
 * Where each character of a known text stands on its line: what is cut out of lines of which the text is there.
 *
 * A character begins and ends where it does in the mean over all alignments of the line with its text (extents.ts), and not
 * at its peak. Lines that the text does not fit are left out with the reason: labels are wrong in a line of fifty or so.
 */
import { alignLabels } from '@ductus/ctc';
import { ImageReader, Loader, type Sample } from '../dataset/index.js';
import type { Skipped } from '../formats/index.js';
import { prepareLine, type Raster, sidePadding, unitFloats } from '../image/index.js';
import { inputOf } from '../model/index.js';
import { coreCount, decodeImage, imageProblem } from '../runtime/index.js';
import type { MarkedCharacter, MarkedLine } from '../synthesis/node.js';
import { type Alphabet, editDistance, framesNeeded, toDisplay } from '../text/index.js';
import { foldedCharacter } from './aligning/compared-characters.js';
import { extentsOf } from './extents.js';
import { inkColumns } from './ink-columns.js';
import type { ReadLine } from './read-line.js';
import { readSamples } from './reading.js';
import type { ReadOptions, Recognizer } from './recognizer.js';

export interface MarkOptions extends ReadOptions {
  /** For decoding. Default: one for each core but one. */
  readonly threads?: number | undefined;
  /** The most edits from a line's text to what is read, by the characters of the text. Default: 0.5. */
  readonly mostErrors?: number | undefined;
}

/** Lines are read together in so many. */
const windowSize = 256;
/** The least mean of ln P of a line's characters. */
const leastScore = -3;

/**
 * Reads the lines and places their texts on them.
 *
 * @param recognizer with the option `keepScores`, without a language
 * @returns in an order that depends on the lines alone: each marked, or why it is left out
 * @throws the signal's reason
 */
export async function* markLines(
  recognizer: Recognizer,
  samples: readonly Sample[],
  { threads = Math.max(1, coreCount() - 1), mostErrors = 0.5, signal }: MarkOptions = {},
): AsyncGenerator<MarkedLine | Skipped> {
  const loader = new Loader(threads);
  const images = new ImageReader();
  try {
    for (let at = 0; at < samples.length; at += windowSize) {
      for await (const { read, skipped } of readSamples(recognizer, samples.slice(at, at + windowSize), loader, {
        signal,
      })) {
        yield* skipped;
        for (const [sample, line] of read) yield await marked(recognizer, sample, line, images, mostErrors);
      }
    }
  } finally {
    await loader.dispose();
  }
}

async function marked(
  recognizer: Recognizer,
  sample: Sample,
  read: ReadLine,
  images: ImageReader,
  mostErrors: number,
): Promise<MarkedLine | Skipped> {
  const { name, document, text } = sample;
  const errors = editDistance([...text], [...read.text]) / [...text].length;
  if (errors > mostErrors) return { name, reason: 'the model reads another text', detail: read.text };
  try {
    const raster = await decodeImage(await images.source(sample.image));
    const characters = placeText(recognizer, read, raster, text);
    if ('reason' in characters) return { name, ...characters };
    return { name, document, raster, characters };
  } catch (error) {
    return { name, reason: imageProblem(error) };
  }
}

/**
 * Places a text on the line that it is the text of.
 * @param read with its scores
 * @param raster what was read
 */
export function placeText(
  { model }: Recognizer,
  { scores }: ReadLine,
  raster: Raster,
  text: string,
): readonly MarkedCharacter[] | Omit<Skipped, 'name'> {
  if (!scores) throw new Error('placeText: the line must have its scores; read with `keepScores`');
  const { alphabet, network, metadata } = model;
  const shown = [...toDisplay(text, metadata.text.direction)];
  const labels = shown.map((character) => nearestLabel(alphabet, character));
  const strange = shown.filter((_, at) => labels[at] === 0);
  if (strange.length > 0) {
    return { reason: 'the model has not all characters of its text', detail: [...new Set(strange)].join(' ') };
  }
  const frames = scores.frames ?? scores.logProbs.length / scores.classes;
  if (frames < framesNeeded(labels)) return { reason: 'its text is too long for its width' };
  const { symbols } = alignLabels({ ...scores, labels });
  const mean = symbols.reduce((sum, { score }) => sum + score, 0) / symbols.length;
  if (!(mean >= leastScore)) return { reason: 'its text does not fit what is written' };
  const line = prepareLine(raster, inputOf(model));
  const ink = inkColumns(unitFloats(line.data), {
    offset: 0,
    columns: line.width,
    width: line.width,
    height: line.height,
  });
  const padding = sidePadding(raster.height, metadata.preprocessing);
  const pixels = (raster.width + 2 * padding) / line.width;
  const pixelOf = (column: number) => Math.min(raster.width, Math.max(0, column * pixels - padding));
  const isSpace = (label: number) => alphabet.character(label) === ' ';
  return extentsOf(scores, symbols, isSpace, { stride: network.stride, ink }).map(({ from, to }, at) => ({
    character: shown[at] ?? '',
    from: pixelOf(from),
    to: pixelOf(to),
    score: symbols[at]?.score ?? leastScore,
  }));
}

/** The class of a character, or of one like it: without marks, in the other case. 0 for none. */
function nearestLabel(alphabet: Alphabet, character: string): number {
  const base = foldedCharacter(character);
  const like = [character, base, base.toUpperCase()].find((sign) => alphabet.missing(sign).length === 0);
  return like === undefined ? 0 : (alphabet.encode(like)[0] ?? 0);
}
