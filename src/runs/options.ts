/** The settings of a run, with the values that they take when nothing is said. */
import { z } from 'zod';
import { type LineInput, type Preprocessing, plainPreprocessing } from '../image/index.js';
import { nearest, type TextRules } from '../text/index.js';
import { schemasOf, TrainingError } from '../training/index.js';
import { lineSettings, runOptions } from './option-table.js';

/** The numbers of a run, as flags and configuration files have them. */
export const trainingSettingsSchema = z.strictObject(schemasOf(lineSettings));

export type TrainingSettings = z.infer<typeof trainingSettingsSchema>;

/** The rules for texts among the settings. */
export function textRulesOf({ normalize, whitespace, quotes, dashes, direction }: TrainingSettings): TextRules {
  return { form: normalize, whitespace, quotes, dashes, direction };
}

export function preprocessingOf({ preprocessing }: Pick<TrainingSettings, 'preprocessing'>): Preprocessing {
  return { ...plainPreprocessing, ...preprocessing };
}

/** What a network is shown of lines under the settings. */
export function inputFor({ height }: { readonly height: number }, settings: TrainingSettings): LineInput {
  return { lineHeight: height, preprocessing: preprocessingOf(settings) };
}

/** @throws TrainingError that names the option, and the nearest one where it is not known */
export function checkSettings(values: Readonly<Record<string, unknown>>): TrainingSettings {
  const parsed = trainingSettingsSchema.safeParse(values);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  if (issue?.code === 'unrecognized_keys') {
    const [key = ''] = issue.keys;
    const meant = nearest(key, Object.keys(lineSettings));
    throw new TrainingError(`train: unknown option ${key}${meant ? `; did you mean ${meant}?` : ''}`, {
      code: 'training/unknown-option',
      details: { value: key },
    });
  }
  throw wrongValue(issue?.path ?? [], issue?.message, values);
}

/** @throws TrainingError that names the option of a run that has another value than it may have */
export function checkRunOptions(values: Readonly<Record<string, unknown>>): void {
  for (const [name, { schema }] of Object.entries(runOptions)) {
    const [issue] = schema.safeParse(values[name]).error?.issues ?? [];
    if (issue) throw wrongValue([name, ...issue.path], issue.message, values);
  }
}

function wrongValue(path: readonly PropertyKey[], rule: string | undefined, values: Readonly<Record<string, unknown>>) {
  const value = values[String(path[0])];
  return new TrainingError(`train: ${path.join('.')}: ${rule}, got ${String(value)}`, {
    code: 'training/wrong-option',
    details: { value },
  });
}
