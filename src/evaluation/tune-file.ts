/** From a language model's file to the file of its weights, which reading takes by itself. */
import { known } from '../known.js';
import { withoutPlaces } from '../model/index.js';
import { readLanguage, readLanguageSet, type TunedFiles, tunedPlace, writeTunedLanguage } from '../recognition/node.js';
import { type Tuned, type TuneOptions, tuneLanguage } from './tune.js';

export interface TuneFileOptions extends Omit<TuneOptions, 'language' | 'kept'>, TunedFiles {
  /** Where the weights go (.json). Default: MODEL.lm.json beside MODEL.onnx. */
  readonly out?: string | undefined;
  /** Weights that are given stay as they are, and the others are sought for them. */
  readonly weight?: number | undefined;
  readonly bonus?: number | undefined;
  /** Texts that are followed at a time. Default: 32. */
  readonly beam?: number | undefined;
}

export interface TunedFile extends Tuned {
  /** Where the weights are. */
  readonly out: string;
}

/**
 * Seeks the weights of a language model on lines with texts that neither it nor the model has seen, and writes them down.
 *
 * @param model path of a model
 * @param data folders, images or patterns of line images with texts
 * @throws LanguageError, before anything is read, where they can't be written or the language can't be read; ModelError,
 * DataError for what they name; the signal's reason, and then nothing is written
 */
export async function tuneLanguageFile(
  model: string,
  data: readonly string[],
  { lm, languages, lexicon, out, weight, bonus, beam, ...options }: TuneFileOptions,
): Promise<TunedFile> {
  const files = { lm, languages, lexicon };
  const place = await tunedPlace(model, files, out);
  const named = await readLanguage({ lm, lexicon, weight, bonus, beam });
  const language = languages
    ? { ...(await readLanguageSet(languages, undefined, { weight, bonus, beam })), lexicon: named?.lexicon }
    : known(named, 'the language that was named');
  const kept = Object.entries({ weight, bonus }).flatMap(([name, value]) =>
    value === undefined ? [] : [name as 'weight' | 'bonus'],
  );
  const tuned = await tuneLanguage(model, data, { ...options, language, kept });
  const { best } = tuned;
  await writeTunedLanguage(place, {
    ...files,
    weight: best.weight,
    bonus: best.bonus,
    beam: best.beam,
    calibration: tuned.calibration,
    tuning: {
      model: withoutPlaces(model),
      data: data.map((path) => withoutPlaces(path)),
      lines: tuned.lines,
      characterErrorRate: best.characterErrorRate,
      greedyErrorRate: tuned.greedyErrorRate,
      ...(best.harm ? { harm: best.harm } : {}),
      blankLines: tuned.blankLines,
      invented: best.invented,
    },
  });
  return { out: place, ...tuned };
}
