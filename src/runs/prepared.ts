/** The lines of a run, once they are found: copies, and those left out by name that can't be learnt from. */
import { imageName, type Sample } from '../dataset/index.js';
import type { Skipped } from '../formats/index.js';
import { inputWidth, type LineInput } from '../image/index.js';
import type { Network } from '../network/index.js';
import { type Alphabet, type Direction, framesNeeded, toDisplay } from '../text/index.js';
import { TrainingError } from '../training/index.js';
import { inputFor, type TrainingSettings } from './options.js';

export interface Prepared {
  readonly training: readonly Sample[];
  /** How often an epoch has a sample, where that is not once. */
  readonly copies: ReadonlyMap<Sample, number>;
  readonly validation: readonly Sample[];
  readonly validationSource: string;
  readonly warnings: readonly string[];
  readonly alphabet: Alphabet;
  readonly skipped: readonly Skipped[];
}

/** Copies have keys of their own, so that each is distorted in its own way. */
export function withCopies(samples: readonly Sample[], copies: ReadonlyMap<Sample, number>): readonly Sample[] {
  return samples.flatMap((sample) =>
    Array.from({ length: copies.get(sample) ?? 1 }, (_, n) =>
      n === 0 ? sample : { ...sample, key: `${sample.key} #${n + 1}` },
    ),
  );
}

/** @returns the error for lines of which none can be used */
export function nothingUsable(data: readonly string[] | undefined, skipped: readonly Skipped[]): TrainingError {
  const what = 'no usable line. A line is an image (png, jpg, tif, webp) with its text in NAME.gt.txt beside it';
  return noneUsable(data ?? [], what, skipped);
}

/** @returns the error for data of which nothing can be used, with how often each reason was given */
export function noneUsable(data: readonly string[], what: string, skipped: readonly Skipped[]): TrainingError {
  const reasons = new Map<string, number>();
  for (const { reason } of skipped) reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
  const list = [...reasons].map(([reason, n]) => `  ${n} × ${reason}`).join('\n');
  return new TrainingError(`${data.join(' ')}: ${what}${list ? `.\n${list}` : ''}`);
}

/** Leaves out, by name, what the network can't learn from. */
export function usableSamples(
  { training, validation, alphabet, skipped }: Prepared,
  network: Network,
  settings: TrainingSettings,
): Pick<Prepared, 'training' | 'validation' | 'skipped'> {
  const dropped: Skipped[] = [];
  const usable = training.filter((sample) => {
    const fault = unusable(sample, alphabet, network, inputFor(network, settings), settings.direction);
    if (fault) dropped.push(fault);
    return !fault;
  });
  if (usable.length === 0) throw nothingUsable(['the training lines'], [...skipped, ...dropped]);
  return { training: usable, validation, skipped: [...skipped, ...dropped] };
}

/** Why the network can't learn from a line, if it can't. */
function unusable(
  sample: Sample,
  alphabet: Alphabet,
  network: Network,
  input: LineInput,
  direction: Direction,
): Skipped | undefined {
  const name = imageName(sample.image);
  const missing = alphabet.missing(sample.text);
  if (missing.length > 0) return { name, reason: 'characters outside the alphabet', detail: missing.join(' ') };
  const needed = framesNeeded(alphabet.encode(toDisplay(sample.text, direction)));
  const frames = network.frames(inputWidth(sample.width, sample.height, input));
  if (frames < needed) {
    return {
      name,
      reason: 'more text than the image has frames: is it the text of this image?',
      detail: `${needed} needed, ${frames} there`,
    };
  }
  return undefined;
}
