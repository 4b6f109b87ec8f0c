/** The lines that a run learns from and is validated on: found in files, and split. */

import type { Sample } from '../dataset/index.js';
import { imageKey, openDataset, packPages } from '../dataset/node.js';
import { aboutOptions } from '../error.js';
import { fullPath, joinPath } from '../files/index.js';
import type { TextRules } from '../text/index.js';
import { TrainingError } from '../training/index.js';
import { alphabetFor, type Base } from './begin-lines.js';
import { divide } from './divide.js';
import { type TrainingSettings, textRulesOf } from './options.js';
import { nothingUsable, type Prepared } from './prepared.js';

const words = {
  sample: 'line',
  oneDocument:
    'no document can be kept out (the names tell of one, or each has too much of all), so validation lines may have the hand of training lines: the error rate on other hands will be higher. Name documents by `groupBy`, or give `val`',
} as const;

export interface PrepareOptions {
  readonly data: readonly string[];
  readonly val?: readonly string[] | undefined;
  readonly repeat?: Readonly<Record<string, number>> | undefined;
  readonly groupBy?: string | undefined;
  readonly settings: TrainingSettings;
  readonly base: Base | undefined;
}

export async function prepare({ data, val, repeat = {}, groupBy, settings, base }: PrepareOptions): Promise<Prepared> {
  const source = {
    text: textRulesOf(settings),
    ...(groupBy === undefined ? {} : { groupBy: new RegExp(groupBy, 'u') }),
  };
  const all = await openDataset(data, source);
  const named = val && (await openDataset(val, source));
  const skipped = [...all.skipped, ...(named?.skipped ?? [])];
  if (all.samples.length === 0) throw nothingUsable(data, skipped);
  if (named && named.samples.length === 0) throw nothingUsable(val, named.skipped);
  const { training, validation, validationSource, warnings } = divide(
    all.samples,
    named && { samples: named.samples, as: val },
    settings.seed,
    words,
  );
  const copies = await copiesOf(repeat, source.text, training);
  return {
    training,
    copies,
    validation,
    validationSource,
    warnings: [...all.warnings, ...(named?.warnings ?? []), ...warnings],
    alphabet: alphabetFor(training, base),
    skipped,
  };
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
