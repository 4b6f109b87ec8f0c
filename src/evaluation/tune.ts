/** The weights of a language that make the fewest errors on lines whose texts are known. */
import type { FrameScores } from '@ductus/ctc';
import { DataError, Loader, type Sample } from '../dataset/index.js';
import { openDataset } from '../dataset/node.js';
import type { Skipped } from '../formats/index.js';
import { blankLine } from '../image/index.js';
import { uncalibrated } from '../model/index.js';
import { Random } from '../random/index.js';
import {
  type Calibration,
  type Decoder,
  decoderFor,
  greedy,
  type Language,
  type LanguageWeights,
  Recognizer,
  readSamples,
  readScores,
} from '../recognition/index.js';
import { coreCount } from '../runtime/index.js';
import { applyRules, errorRate } from '../text/index.js';
import { calibrate } from './calibration.js';
import { compareLine, type EvaluatedLine } from './evaluate.js';

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
    const { text: rules } = recognizer.model.metadata;
    const { samples, skipped } = await openDataset(data, { text: rules });
    const chosen = new Random(seed, 'tune').shuffle(samples).slice(0, mostLines);
    const read = await scoresOf(recognizer, chosen, loader, signal);
    if (read.lines.length === 0) {
      const [first] = [...skipped, ...read.skipped];
      const reason = first ? `, such as ${first.name}: ${first.reason}` : '';
      throw new DataError(`${data.join(' ')}: no line to tune on can be read${reason}`, { code: 'data/no-lines' });
    }
    const blank = await blankScores(recognizer, seed, signal);
    const compare = (lines: readonly Scored[], decode: Decoder) =>
      lines.map(([sample, scores]) => {
        const line = readScores(scores, decode, recognizer.model, uncalibrated);
        return compareLine({ ...sample, prediction: line.text, read: line }, rules);
      });
    const decoderWith = (weights: LanguageWeights) => decoderFor(recognizer.model, language, weights);
    const rateOf = (lines: readonly EvaluatedLine[]) => errorRate(lines.map(({ characters }) => characters));
    const characters = read.lines.reduce((sum, [{ text }]) => sum + [...applyRules(text, rules)].length, 0);
    const lossOf = ({ characterErrorRate, invented }: TuneTrial) => characterErrorRate + invented / characters;
    const trials = new Map<string, TuneTrial>();
    const trial = (weights: LanguageWeights): TuneTrial => {
      const key = `${weights.weight} ${weights.bonus}`;
      let known = trials.get(key);
      if (!known) {
        signal?.throwIfAborted();
        const decode = decoderWith(weights);
        const invented = compare(blank, decode).reduce((sum, line) => sum + line.characters.insertions, 0);
        known = { ...weights, characterErrorRate: rateOf(compare(read.lines, decode)), invented };
        trials.set(key, known);
        progress?.(known, trials.size);
      }
      return known;
    };
    const greedyErrorRate = rateOf(compare(read.lines, greedy));
    const { weight, bonus, beam } = language;
    const best = search({ weight, bonus, beam }, kept, trial, lossOf);
    return {
      greedyErrorRate,
      best,
      calibration: calibrate(compare([...read.lines, ...blank], decoderWith(best))),
      trials: [...trials.values()],
      lines: read.lines.length,
      blankLines: blank.length,
      skipped: [...skipped, ...read.skipped],
    };
  } finally {
    await Promise.all([recognizer.dispose(), loader.dispose()]);
  }
}

/** A line's name and text, and what the network said. */
type Scored = readonly [Pick<Sample, 'name' | 'document' | 'text'>, FrameScores];

async function blankScores(
  recognizer: Recognizer,
  seed: number,
  signal: AbortSignal | undefined,
): Promise<readonly Scored[]> {
  const lines: Scored[] = [];
  for (let number = 0; number < blankLines; number++) {
    const { scores } = await recognizer.recognize(blankLine(seed, number, recognizer.model.network.height), { signal });
    if (scores) lines.push([{ name: `blank line ${number}`, document: 'blank lines', text: '' }, scores]);
  }
  return lines;
}

async function scoresOf(
  recognizer: Recognizer,
  samples: readonly Sample[],
  loader: Loader,
  signal: AbortSignal | undefined,
) {
  const lines: Scored[] = [];
  const skipped: Skipped[] = [];
  for await (const batch of readSamples(recognizer, samples, loader, { signal })) {
    for (const [sample, line] of batch.read) if (line.scores) lines.push([sample, line.scores]);
    skipped.push(...batch.skipped);
  }
  return { lines, skipped };
}

function search(
  start: LanguageWeights,
  kept: readonly string[],
  trial: (weights: LanguageWeights) => TuneTrial,
  lossOf: (trial: TuneTrial) => number,
): TuneTrial {
  let best = trial(start);
  for (let halving = 0; halving <= halvings; halving++) {
    const [dw, db] = [firstSteps.weight / 2 ** halving, firstSteps.bonus / 2 ** halving];
    for (;;) {
      const { weight, bonus, beam } = best;
      const weights = kept.includes('weight') ? [] : [weight + dw, Math.max(0, weight - dw)];
      const bonuses = kept.includes('bonus') ? [] : [bonus + db, bonus - db];
      const around = [
        ...weights.map((other) => ({ weight: other, bonus, beam })),
        ...bonuses.map((other) => ({ weight, bonus: other, beam })),
      ].map(trial);
      const next = around.reduce((a, b) => (lossOf(b) < lossOf(a) ? b : a), best);
      if (next === best) break;
      best = next;
    }
  }
  return best;
}
