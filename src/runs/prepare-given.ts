/** The lines that a run learns from and is validated on, where a program has them in memory. */
import { type GivenLine, type GivenSamples, samplesOfLines } from '../dataset/index.js';
import { alphabetFor, type Base } from './begin-lines.js';
import { type TrainingSettings, textRulesOf } from './options.js';
import { noneUsable, type Prepared } from './prepared.js';
import { type Division, type SampleWords, splitOff } from './split-off.js';

/** What a program gives to learn from. */
export interface GivenLines {
  readonly lines: readonly GivenLine[];
  /** To validate on. Default: whole documents of `lines`, a tenth of them. */
  readonly validation?: readonly GivenLine[] | undefined;
}

const words: SampleWords = {
  sample: 'line',
  oneDocument:
    'the lines are not told to be of more than one document, so validation lines may have the hand of training lines: the error rate on other hands will be higher. Say of each line which `document` it is of, or give `validation`',
};

/** @throws TrainingError when no line can be used */
export async function prepareGiven(
  { lines, validation }: GivenLines,
  settings: TrainingSettings,
  base: Base | undefined,
): Promise<Prepared> {
  const text = textRulesOf(settings);
  const all = usable('lines', await samplesOfLines(lines, { text }));
  const named = validation && usable('validation', await samplesOfLines(validation, { text }));
  const division: Division<(typeof all.samples)[number]> = named
    ? { ...noWarnings, training: all.samples, validation: named.samples }
    : splitOff(all.samples, settings.seed, words);
  return {
    ...division,
    copies: new Map(),
    warnings: [...all.warnings, ...(named?.warnings ?? []), ...division.warnings],
    alphabet: alphabetFor(division.training, base),
    skipped: [...all.skipped, ...(named?.skipped ?? [])],
  };
}

const noWarnings = { validationSource: 'lines of their own', warnings: [] } as const;

function usable(option: string, set: GivenSamples): GivenSamples {
  if (set.samples.length > 0) return set;
  throw noneUsable(
    [`train: ${option}`],
    'no usable line. A line is an image (png, jpg, webp) with its text',
    set.skipped,
  );
}
