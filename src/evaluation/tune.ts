/** The weights of a language that make the fewest errors on lines whose texts are known. */
import type { FrameScores } from '@ductus/ctc';
import { DataError, Loader, type Sample } from '../dataset/index.js';
import { openDataset } from '../dataset/node.js';
import type { Skipped } from '../formats/index.js';
import { blankLine } from '../image/index.js';
import { known } from '../known.js';
import { type Model, uncalibrated } from '../model/index.js';
import { Random } from '../random/index.js';
import {
  type Calibration,
  type ChosenLanguage,
  chooseLanguage,
  type Decoder,
  decoderFor,
  documentDecoder,
  greedy,
  type Language,
  type LanguageWeights,
  type ReadLine,
  Recognizer,
  readSamples,
  readScores,
} from '../recognition/index.js';
import { coreCount } from '../runtime/index.js';
import { applyRules, errorRate } from '../text/index.js';
import { calibrate } from './calibration.js';
import { compareLine, type EvaluatedLine } from './compare-lines.js';
import { type Harm, harmOf } from './tune-harm.js';

export interface TuneOptions {
  readonly language: Language & LanguageWeights;
  /** Weights of `language` that stay as they are; where both do, only the temperatures are looked for. */
  readonly kept?: readonly ('weight' | 'bonus')[];
  /** Lines that are looked at, drawn by the seed when there are more. Default: 1000. */
  readonly mostLines?: number;
  readonly seed?: number;
  readonly threads?: number;
  /** Told after each decoding of all lines. */
  readonly progress?: (trial: TuneTrial, trials: number) => void;
  /** Ends the reading, or the search before its next decoding: the call rejects with its reason. */
  readonly signal?: AbortSignal | undefined;
}

export interface TuneTrial extends LanguageWeights {
  readonly characterErrorRate: number;
  /** Characters that were read on paper without text. */
  readonly invented: number;
  /** Of languages that are found document by document: what they make worse. */
  readonly harm?: Harm;
}

export interface Tuned {
  /** Of the best path, without any language. */
  readonly greedyErrorRate: number;
  readonly best: TuneTrial;
  /** The temperatures that fit the lines when they are read with the best weights. */
  readonly calibration: Calibration;
  readonly trials: readonly TuneTrial[];
  readonly lines: number;
  /** Strips of paper without text that were read too. */
  readonly blankLines: number;
  readonly skipped: readonly Skipped[];
}

/** First steps of the search, and where it ends. */
const firstSteps = { weight: 0.25, bonus: 0.5 } as const;
const halvings = 2;
/** Paper without text that is read beside the lines: what is written on it are errors, and confidences should be low. */
const blankLines = 60;

/**
 * Reads the lines, and paper without text, once and decodes them again and again: from the given weights to the best
 * neighbour, until none is better, then with half the steps.
 *
 * @param model path or bytes of a model
 * @throws ModelError, DataError for what they name, and when no line can be read
 */
export async function tuneLanguage(
  model: string | Uint8Array,
  data: readonly string[],
  { language, kept = [], mostLines = 1000, seed = 1, threads = coreCount(), progress, signal }: TuneOptions,
): Promise<Tuned> {
  const recognizer = await Recognizer.load(model, { threads, language: false, keepScores: true });
  const loader = new Loader(Math.max(1, threads - 1));
  try {
    const { samples, skipped, setOf } = await openSets(data, recognizer.model);
    const chosen = new Random(seed, 'tune').shuffle(samples).slice(0, mostLines);
    const read = await scoresOf(recognizer, chosen, setOf, loader, signal);
    if (read.lines.length === 0) {
      const [first] = [...skipped, ...read.skipped];
      const reason = first ? `, such as ${first.name}: ${first.reason}` : '';
      throw new DataError(`${data.join(' ')}: no line to tune on can be read${reason}`, { code: 'data/no-lines' });
    }
    const blank = await blankScores(recognizer, seed, signal);
    const trials = new Trials(recognizer.model, language, read.lines, blank, progress, signal);
    const { weight, bonus, beam } = language;
    const best = await search({ weight, bonus, beam }, kept, trials);
    return {
      greedyErrorRate: trials.greedyErrorRate,
      best,
      calibration: trials.calibrationOf(best),
      trials: trials.all,
      lines: read.lines.length,
      blankLines: blank.length,
      skipped: [...skipped, ...read.skipped],
    };
  } finally {
    await Promise.all([recognizer.dispose(), loader.dispose()]);
  }
}

/** A line's name and text, the argument that it came from, and what the network said. */
type Scored = readonly [Pick<Sample, 'name' | 'document' | 'text'> & { readonly set: string }, FrameScores];

/** The lines of all arguments, and which of them a line is of. */
async function openSets(data: readonly string[], { metadata: { text } }: Model) {
  const opened = await openDataset(data, { text });
  const sets = new Map<string, string>();
  if (data.length > 1) {
    for (const argument of data) {
      for (const { name } of (await openDataset([argument], { text })).samples) sets.set(name, argument);
    }
  }
  return { ...opened, setOf: ({ name }: Sample) => sets.get(name) ?? '' };
}

async function blankScores(
  recognizer: Recognizer,
  seed: number,
  signal: AbortSignal | undefined,
): Promise<readonly Scored[]> {
  const lines: Scored[] = [];
  for (let number = 0; number < blankLines; number++) {
    const { scores } = await recognizer.recognize(blankLine(seed, number, recognizer.model.network.height), { signal });
    if (scores) lines.push([{ name: `blank line ${number}`, document: 'blank lines', text: '', set: '' }, scores]);
  }
  return lines;
}

async function scoresOf(
  recognizer: Recognizer,
  samples: readonly Sample[],
  setOf: (sample: Sample) => string,
  loader: Loader,
  signal: AbortSignal | undefined,
) {
  const lines: Scored[] = [];
  const skipped: Skipped[] = [];
  for await (const batch of readSamples(recognizer, samples, loader, { signal })) {
    for (const [sample, line] of batch.read) {
      if (line.scores) lines.push([{ ...sample, set: setOf(sample) }, line.scores]);
    }
    skipped.push(...batch.skipped);
  }
  return { lines, skipped };
}

/** Decodings of all lines with different weights, each once. */
class Trials {
  private readonly tried = new Map<string, TuneTrial>();
  /** Of the texts that the lines have. */
  private readonly characters: number;
  private readonly plain: readonly EvaluatedLine[];
  /** Of each document, where a language is found for each. */
  private readonly languages: ReadonlyMap<string, ChosenLanguage> | undefined;

  constructor(
    private readonly model: Model,
    private readonly language: Language,
    private readonly lines: readonly Scored[],
    private readonly blank: readonly Scored[],
    private readonly progress: TuneOptions['progress'],
    private readonly signal: AbortSignal | undefined,
  ) {
    const { text: rules } = model.metadata;
    this.characters = lines.reduce((sum, [{ text }]) => sum + [...applyRules(text, rules)].length, 0);
    this.plain = this.compared(lines, () => greedy);
    this.languages = language.languages && this.languagesOf([...lines, ...blank]);
  }

  get all(): readonly TuneTrial[] {
    return [...this.tried.values()];
  }

  get greedyErrorRate(): number {
    return rateOf(this.plain);
  }

  calibrationOf(weights: LanguageWeights): Calibration {
    return calibrate(this.compared([...this.lines, ...this.blank], this.decoderWith(weights)));
  }

  async of(weights: LanguageWeights): Promise<TuneTrial> {
    const key = `${weights.weight} ${weights.bonus}`;
    const before = this.tried.get(key);
    if (before) return before;
    // Decoding keeps the thread; only now can an abort be heard.
    await new Promise((resolve) => setTimeout(resolve, 0));
    this.signal?.throwIfAborted();
    const decode = this.decoderWith(weights);
    const invented = this.compared(this.blank, decode).reduce((sum, line) => sum + line.characters.insertions, 0);
    const guided = this.compared(this.lines, decode);
    const harm = this.languages ? { harm: this.harmOf(guided) } : {};
    const trial = { ...weights, characterErrorRate: rateOf(guided), invented, ...harm };
    this.tried.set(key, trial);
    this.progress?.(trial, this.tried.size);
    return trial;
  }

  /** The less the better: what is invented on paper counts as if it were in the lines, and harm more than any gain. */
  lossOf({ characterErrorRate, invented, harm }: TuneTrial): number {
    const harmful = harm ? harm.sets + Math.max(0, harm.documents - bearableDocuments) : 0;
    return characterErrorRate + invented / this.characters + harmWeight * harmful;
  }

  private harmOf(guided: readonly EvaluatedLine[]): Harm {
    return harmOf(
      this.lines.map(([{ set }], n) => ({
        set,
        plain: known(this.plain[n], 'a line as the network reads it'),
        guided: known(guided[n], 'a line in its language'),
      })),
    );
  }

  private languagesOf(lines: readonly Scored[]): ReadonlyMap<string, ChosenLanguage> {
    const documents = new Map<string, ReadLine[]>();
    for (const [{ document }, scores] of lines) {
      const read = readScores(scores, greedy, this.model, this.model.metadata.calibration);
      const before = documents.get(document);
      if (before) before.push(read);
      else documents.set(document, [read]);
    }
    const { languages = [] } = this.language;
    return new Map([...documents].map(([document, read]) => [document, chooseLanguage(read, languages)]));
  }

  private decoderWith(weights: LanguageWeights): DecoderOf {
    const { languages, language } = this;
    if (!languages) {
      const decoder = decoderFor(this.model, language, weights);
      return () => decoder;
    }
    const decoders = new Map(
      [...languages].map(([document, chosen]) => [
        document,
        documentDecoder(this.model, chosen, { ...language, ...weights }) ?? greedy,
      ]),
    );
    return (document) => decoders.get(document) ?? greedy;
  }

  private compared(lines: readonly Scored[], decoderOf: DecoderOf): readonly EvaluatedLine[] {
    return lines.map(([sample, scores]) => {
      const read = readScores(scores, decoderOf(sample.document), this.model, uncalibrated);
      return compareLine({ ...sample, prediction: read.text, read }, this.model.metadata.text);
    });
  }
}

/** The decoder of a document. */
type DecoderOf = (document: string) => Decoder;

/** Of the documents that are judged so many may become worse. */
const bearableDocuments = 0.05;
/** A language that harms is no better for what it gains elsewhere. */
const harmWeight = 10;

function rateOf(lines: readonly EvaluatedLine[]): number {
  return errorRate(lines.map(({ characters }) => characters));
}

async function search(start: LanguageWeights, kept: readonly string[], trials: Trials): Promise<TuneTrial> {
  let best = await trials.of(start);
  for (let halving = 0; halving <= halvings; halving++) {
    const [dw, db] = [firstSteps.weight / 2 ** halving, firstSteps.bonus / 2 ** halving];
    for (;;) {
      const { weight, bonus, beam } = best;
      const weights = kept.includes('weight') ? [] : [weight + dw, Math.max(0, weight - dw)];
      const bonuses = kept.includes('bonus') ? [] : [bonus + db, bonus - db];
      let next = best;
      for (const neighbour of [
        ...weights.map((changed) => ({ weight: changed, bonus, beam })),
        ...bonuses.map((changed) => ({ weight, bonus: changed, beam })),
      ]) {
        const trial = await trials.of(neighbour);
        if (trials.lossOf(trial) < trials.lossOf(next)) next = trial;
      }
      if (next === best) break;
      best = next;
    }
  }
  return best;
}
