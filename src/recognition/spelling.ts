/** How the scores of lines become texts: all alike, or those of a document in the language that it is in. */
import type { FrameScores } from '@ductus/ctc';
import { languageFrom, languageOf, namedLanguages } from '#variant/recognition/model-source';
import { known } from '../known.js';
import type { Model } from '../model/index.js';
import { mapInTurns } from '../runtime/index.js';
import type { Calibration } from './confidence.js';
import { type Decoder, decoderFor, greedy, type Language, type LanguageWeights } from './decoding.js';
import { type ChosenLanguage, chooseLanguage, type DocumentLanguage } from './document-language.js';
import { type LinePlace, placed, type ReadLine, readScores, spellScores } from './read-line.js';

/**
 * A language, the path or address of its file, or its bytes; `auto`: for each document the one that it is in, of all that
 * come with ductus; a list: of these, by their names, paths, addresses or bytes; `false` and `none`: none.
 */
export type LanguageChoice =
  | (Language & LanguageWeights)
  | string
  | Uint8Array
  | 'auto'
  | 'none'
  | readonly (string | Uint8Array)[]
  | false;

/** What the network says of a line, before it is spelled. */
export interface ScoredLine {
  readonly scores: FrameScores;
  readonly place?: LinePlace | undefined;
}

type ReadingModel = Pick<Model, 'alphabet' | 'metadata' | 'network'>;

export class Spelling {
  private constructor(
    private readonly model: ReadingModel,
    private readonly language: (Language & LanguageWeights) | undefined,
    private readonly decoder: Decoder,
  ) {}

  /**
   * @param path of the model; the weights that lie beside it are those of a list without its own
   * @throws LanguageError when the language can't be read
   */
  static async of(
    model: ReadingModel,
    choice: LanguageChoice | undefined,
    path: string | undefined,
  ): Promise<Spelling> {
    return Spelling.in(model, await languageMeant(choice, path));
  }

  static in(model: ReadingModel, language: (Language & LanguageWeights) | undefined): Spelling {
    const isFixed = language !== undefined && !language.languages;
    return new Spelling(model, language, isFixed ? decoderFor(model, language, language) : greedy);
  }

  /** Whether it takes all lines of a document to know how each is spelled. */
  get isByDocument(): boolean {
    return this.language?.languages !== undefined;
  }

  /** Texts of the lines of a document. Between two lines whatever else waits for this thread has its turn. */
  async spell(lines: readonly ScoredLine[]): Promise<readonly ReadLine[]> {
    const { languages } = this.language ?? {};
    if (!this.language || !languages) {
      return mapInTurns(lines, (line) => this.spelled(line, this.decoder, this.calibration));
    }
    const plain = await mapInTurns(lines, ({ scores }) => {
      return spellScores(scores, greedy, this.model, this.plainCalibration);
    });
    const chosen = chooseLanguage(plain, languages);
    const decoder = documentDecoder(this.model, chosen, this.language);
    const language: DocumentLanguage = { languages: chosen.languages, trust: chosen.trust };
    if (decoder) {
      return mapInTurns(lines, (line) => ({ ...this.spelled(line, decoder, this.calibration), language }));
    }
    return mapInTurns(lines, ({ scores, place }, index) => {
      const spelled = known(plain[index], 'what each line spells');
      return { ...placed(scores, spelled, this.model, this.plainCalibration, place), language };
    });
  }

  private spelled({ scores, place }: ScoredLine, decoder: Decoder, calibration: Calibration): ReadLine {
    return readScores(scores, decoder, this.model, calibration, place);
  }

  private get calibration(): Calibration {
    return this.language?.calibration ?? this.plainCalibration;
  }

  private get plainCalibration(): Calibration {
    return this.model.metadata.calibration;
  }
}

/** The decoder of a document in its language; `undefined` where it is read without one. */
export function documentDecoder(
  model: ReadingModel,
  { models, trust }: ChosenLanguage,
  { weight, bonus, beam, lexicon }: Language & LanguageWeights,
): Decoder | undefined {
  if (models.length === 0 && !lexicon) return undefined;
  return decoderFor(model, { mixture: models, lexicon }, { weight: trust * weight, bonus: trust * bonus, beam });
}

async function languageMeant(
  choice: LanguageChoice | undefined,
  path: string | undefined,
): Promise<(Language & LanguageWeights) | undefined> {
  if (choice === undefined) return path === undefined ? undefined : languageOf(path);
  if (choice === false || choice === 'none') return undefined;
  if (choice === 'auto' || Array.isArray(choice)) return namedLanguages(choice, path);
  return typeof choice === 'string' || choice instanceof Uint8Array
    ? languageFrom(choice)
    : (choice as Language & LanguageWeights);
}
