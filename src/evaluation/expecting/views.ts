/**
 * Lines as a model reads them: as they are, distorted a little, and in a language. Where no text is known, a reading that
 * stays the same whatever befalls the line is the surest sign that it is right.
 */
import type { Loader, Sample } from '../../dataset/index.js';
import type { Skipped } from '../../formats/index.js';
import { augmentationOf, drawDistortion } from '../../image/index.js';
import {
  decoderFor,
  type Language,
  type LanguageWeights,
  type ReadLine,
  type ReadOptions,
  type Recognizer,
  readSamples,
  readScores,
} from '../../recognition/index.js';

/** What a model makes of a line. */
export interface LineReadings {
  /** Of the line as it is, the best class of each frame. */
  readonly plain: ReadLine;
  /** Of the line distorted, each time otherwise. */
  readonly views: readonly string[];
  /** Of the line as it is, in the language, where there is one. */
  readonly inLanguage?: ReadLine | undefined;
}

export interface ReadViewsOptions extends ReadOptions {
  /** How often each line is read distorted. */
  readonly views: number;
  /** Of the distortions; 1 is what training does to lines by itself. */
  readonly strength: number;
  /** Decides the distortions: the same seed distorts a line in the same way. */
  readonly seed: number;
  readonly language?: (Language & LanguageWeights) | undefined;
  /** Told how many readings are done, of how many. */
  readonly progress?: ((done: number, all: number) => void) | undefined;
}

export interface ReadViews {
  readonly readings: ReadonlyMap<Sample, LineReadings>;
  readonly skipped: readonly Skipped[];
}

/** Nothing is covered, and no ink is added that a right reading would have to tell from the line's own. */
const untouched = { neighbours: 0, rules: 0, stains: 0, columns: 0, rows: 0, concatenate: 0 } as const;

/**
 * Reads each line as it is and distorted.
 * @param recognizer without a language, with the option `keepScores` where there is a language
 * @throws the signal's reason
 */
export async function readViews(
  recognizer: Recognizer,
  samples: readonly Sample[],
  loader: Loader,
  { views, strength, seed, language, progress, signal }: ReadViewsOptions,
): Promise<ReadViews> {
  const augmentation = augmentationOf({ ...untouched, strength });
  const all = samples.length * (1 + views);
  let done = 0;
  const told = () => progress?.(++done, all);
  const spelled = speller(recognizer, language);
  // Scores are large: each line's are spelled as it comes, and not kept.
  const both = ({ scores, ...plain }: ReadLine) => ({ plain, inLanguage: scores && spelled?.(scores) });
  const { read, skipped } = await readAll(recognizer, samples, loader, both, { signal, told });
  const texts = new Map<Sample, string[]>([...read.keys()].map((sample) => [sample, []]));
  for (let view = 0; view < views; view++) {
    const distort = ({ key }: Sample, width: number) => drawDistortion(width, augmentation, seed, key, 'view', view);
    const options = { signal, told, distort };
    const distorted = await readAll(recognizer, [...read.keys()], loader, ({ text }) => text, options);
    for (const [sample, text] of distorted.read) texts.get(sample)?.push(text);
  }
  const readings = [...read].map(([sample, line]) => [sample, { ...line, views: texts.get(sample) ?? [] }] as const);
  return { readings: new Map(readings), skipped };
}

type ReadAllOptions = NonNullable<Parameters<typeof readSamples>[3]> & { readonly told: () => void };

/** @returns what is kept of each line, in the order of the samples */
async function readAll<T>(
  recognizer: Recognizer,
  samples: readonly Sample[],
  loader: Loader,
  keep: (line: ReadLine) => T,
  { told, ...options }: ReadAllOptions,
) {
  const unordered = new Map<Sample, T>();
  const skipped: Skipped[] = [];
  for await (const batch of readSamples(recognizer, samples, loader, options)) {
    for (const [sample, line] of batch.read) {
      unordered.set(sample, keep(line));
      told();
    }
    skipped.push(...batch.skipped);
  }
  const read = new Map<Sample, T>();
  for (const sample of samples) {
    const line = unordered.get(sample);
    if (line !== undefined) read.set(sample, line);
  }
  return { read, skipped };
}

/** What spells scores in a language; `undefined` without one. */
function speller({ model }: Recognizer, language: (Language & LanguageWeights) | undefined) {
  if (!language) return undefined;
  const decoder = decoderFor(model, language, language);
  const { calibration = model.metadata.calibration } = language;
  return (scores: NonNullable<ReadLine['scores']>) => readScores(scores, decoder, model, calibration);
}
