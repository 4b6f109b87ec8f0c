/** The lines that a run learns from and is validated on: found, split, and those left out by name that can't be used. */

import { imageKey, imageName, openDataset, packPages, type Sample, splitSamples } from '../dataset/index.js';
import { aboutOptions } from '../error.js';
import { fullPath, joinPath } from '../files/index.js';
import type { Skipped } from '../formats/index.js';
import { inputWidth, type LineInput } from '../image/index.js';
import type { Model } from '../model/index.js';
import type { Network } from '../network/index.js';
import { Alphabet, type Direction, framesNeeded, type TextRules, toDisplay } from '../text/index.js';
import { TrainingError } from '../training/index.js';
import { inputFor, type TrainingSettings, textRulesOf } from './options.js';

/** A tenth of the lines, but never more than this, validates. */
const mostSplitLines = 1000;
const splitShare = 0.1;

export interface PrepareOptions {
  readonly data: readonly string[];
  readonly val?: readonly string[] | undefined;
  readonly repeat?: Readonly<Record<string, number>> | undefined;
  readonly groupBy?: string | undefined;
  readonly settings: TrainingSettings;
  readonly base: Model | undefined;
  readonly mode: 'keep' | 'union' | 'new' | undefined;
}

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

export async function prepare({
  data,
  val,
  repeat = {},
  groupBy,
  settings,
  base,
  mode,
}: PrepareOptions): Promise<Prepared> {
  const source = {
    text: textRulesOf(settings),
    ...(groupBy === undefined ? {} : { groupBy: new RegExp(groupBy, 'u') }),
  };
  const all = await openDataset(data, source);
  const named = val && (await openDataset(val, source));
  const skipped = [...all.skipped, ...(named?.skipped ?? [])];
  if (all.samples.length === 0) throw nothingUsable(data, skipped);
  if (named && named.samples.length === 0) throw nothingUsable(val, named.skipped);
  const warnings: string[] = [...all.warnings, ...(named?.warnings ?? [])];
  let training = all.samples;
  let validation: readonly Sample[];
  let validationSource: string;
  if (named) {
    validation = named.samples;
    validationSource = `${val.join(' ')}`;
    const shared = new Set(validation.map(({ image }) => imageKey(image)));
    const isShared = ({ image }: Sample) => shared.has(imageKey(image));
    const both = training.filter(isShared);
    if (both.length > 0) {
      warnings.push(
        `${both.length} validation lines are training lines too (such as ${both[0]?.name}); they are not trained on`,
      );
      training = training.filter((sample) => !isShared(sample));
      if (training.length === 0)
        throw new TrainingError('every training line is a validation line too; give other `val`', aboutOptions('val'));
    }
  } else {
    const split = splitSamples(training, Math.min(splitShare, mostSplitLines / training.length), settings.seed);
    ({ training, validation } = split);
    const documents = new Set(validation.map(({ document }) => document)).size;
    validationSource =
      split.by === 'document'
        ? `${documents} of ${split.documents} documents, kept out of training (seed ${settings.seed})`
        : `lines, ${split.documents === 1 ? 'all of one document' : 'documents unknown'} (seed ${settings.seed})`;
    if (split.by === 'line') {
      warnings.push(
        'the names tell of no more than one document, so validation lines may have the hand of training lines: the error rate on other hands will be higher. Name documents by `groupBy`, or give `val`',
      );
    }
  }
  if (validation.length === 0) warnings.push('there is one line only, so it is validated on what it learns');
  const written = Alphabet.of(training.map(({ text }) => text));
  const alphabet = !base || mode === 'new' ? written : mode === 'keep' ? base.alphabet : base.alphabet.union(written);
  const copies = await copiesOf(repeat, source.text, training);
  return { training, copies, validation, validationSource, warnings, alphabet, skipped };
}

/**
 * How often an epoch has each sample, for those that are not there once.
 * @throws TrainingError when a path names no training line
 */
async function copiesOf(
  repeat: Readonly<Record<string, number>>,
  text: TextRules,
  training: readonly Sample[],
): Promise<ReadonlyMap<Sample, number>> {
  const placeOf = ({ name, image }: Sample) => `${fullPath(name)}\n${imageKey(image)}`;
  const copies = new Map<Sample, number>();
  for (const [path, times] of Object.entries(repeat)) {
    const { samples } = await openDataset([path], { text });
    const places = new Set(samples.map(placeOf));
    const repeated = training.filter((sample) => places.has(placeOf(sample)));
    if (repeated.length === 0) {
      throw new TrainingError(
        `\`repeat\` ${path}=${times}: none of the training lines is there; it must be part of DATA`,
        aboutOptions('repeat'),
      );
    }
    for (const sample of repeated) copies.set(sample, (copies.get(sample) ?? 1) * times);
  }
  return copies;
}

/** Copies have keys of their own, so that each is distorted in its own way. */
export function withCopies(samples: readonly Sample[], copies: ReadonlyMap<Sample, number>): readonly Sample[] {
  return samples.flatMap((sample) =>
    Array.from({ length: copies.get(sample) ?? 1 }, (_, n) =>
      n === 0 ? sample : { ...sample, key: `${sample.key} #${n + 1}` },
    ),
  );
}

function nothingUsable(data: readonly string[] | undefined, skipped: readonly Skipped[]): TrainingError {
  const reasons = new Map<string, number>();
  for (const { reason } of skipped) reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
  const list = [...reasons].map(([reason, n]) => `  ${n} × ${reason}`).join('\n');
  return new TrainingError(
    `${(data ?? []).join(' ')}: no usable line. A line is an image (png, jpg, tif, webp) with its text in NAME.gt.txt beside it${list ? `.\n${list}` : ''}`,
  );
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

/** Lines of pages are cut out once, into files of the run's folder. */
export async function withoutPages(prepared: Prepared, folder: string): Promise<Prepared> {
  const training = await packPages(prepared.training, joinPath(folder, 'training-lines.parquet'));
  const validation = await packPages(prepared.validation, joinPath(folder, 'validation-lines.parquet'));
  const unread = [...training.skipped, ...validation.skipped];
  if (training.samples.length === 0) throw nothingUsable(['the training lines'], unread);
  return {
    ...prepared,
    training: training.samples,
    copies: new Map([...prepared.copies].map(([sample, times]) => [training.moved.get(sample) ?? sample, times])),
    validation: validation.samples,
    skipped: [...prepared.skipped, ...unread],
  };
}
