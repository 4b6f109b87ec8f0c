/** The settings of a run, with the values that they take when nothing is said. */
import { z } from 'zod';
import { type LineInput, type Preprocessing, plainPreprocessing } from '../image/index.js';
import type { TextRules } from '../text/index.js';
import { schemasOf } from '../training/index.js';
import { checkedSettings, checkOptions } from './check-options.js';
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
  return checkedSettings(trainingSettingsSchema, lineSettings, values, 'train');
}

/** @throws TrainingError that names the option of a run that has another value than it may have */
export function checkRunOptions(values: Readonly<Record<string, unknown>>): void {
  checkOptions(runOptions, values, 'train');
}
