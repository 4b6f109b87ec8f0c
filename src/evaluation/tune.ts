/** The weights of a language that make the fewest errors on lines whose texts are known. */
import type { FrameScores } from '@ductus/ctc';
import { DataError, Loader, openDataset, type Sample } from '../dataset/index.js';
import type { Skipped } from '../formats/index.js';
import { uncalibrated } from '../model/index.js';
import { coreCount } from '../platform/index.js';
import { Random } from '../random/index.js';
import {
  type Calibration,
  type Decoder,
  greedy,
  type Language,
  type LanguageWeights,
  languageDecoder,
  Recognizer,
  readSamples,
  readScores,
} from '../recognition/index.js';
import { errorRate } from '../text/index.js';
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
}

export interface TuneTrial extends LanguageWeights {
  readonly characterErrorRate: number;
}

export interface Tuned {
  /** Of the best path, without any language. */
  readonly greedyErrorRate: number;
  readonly best: TuneTrial;
  /** The temperatures that fit the lines when they are read with the best weights. */
  readonly calibration: Calibration;
  readonly trials: readonly TuneTrial[];
  readonly lines: number;
  readonly skipped: readonly Skipped[];
}

/** First steps of the search, and where it ends. */
const firstSteps = { weight: 0.25, bonus: 0.5 } as const;
const halvings = 2;

/**
 * Reads the lines once and decodes them again and again: from the given weights to the best neighbour, until none is
 * better, then with half the steps.
 *
 * @param model path or bytes of a model
 * @throws ModelError, DataError for what they name, and when no line can be read
 */
export async function tuneLanguage(
  model: string | Uint8Array,
  data: readonly string[],
  { language, kept = [], mostLines = 1000, seed = 1, threads = coreCount(), progress }: TuneOptions,
): Promise<Tuned> {
  const recognizer = await Recognizer.load(model, { threads, keepScores: true });
  const loader = new Loader(Math.max(1, threads - 1));
  try {
    const { text: rules } = recognizer.model.metadata;
    const { samples, skipped } = await openDataset(data, { text: rules });
    const chosen = new Random(seed, 'tune').shuffle(samples).slice(0, mostLines);
    const read = await scoresOf(recognizer, chosen, loader);
    if (read.lines.length === 0) {
      const [first] = [...skipped, ...read.skipped];
      const reason = first ? `, such as ${first.name}: ${first.reason}` : '';
      throw new DataError(`${data.join(' ')}: no line to tune on can be read${reason}`);
    }
    const compare = (decode: Decoder) =>
      read.lines.map(([sample, scores]) => {
        const line = readScores(scores, decode, recognizer.model, uncalibrated);
        return compareLine({ ...sample, prediction: line.text, read: line }, rules);
      });
    const linesOf = (weights: LanguageWeights) =>
      compare(languageDecoder(language, weights, recognizer.alphabet, rules));
    const rateOf = (lines: readonly EvaluatedLine[]) => errorRate(lines.map(({ characters }) => characters));
    const trials = new Map<string, TuneTrial>();
    const trial = (weights: LanguageWeights): TuneTrial => {
      const key = `${weights.weight} ${weights.bonus}`;
      let known = trials.get(key);
      if (!known) {
        known = { ...weights, characterErrorRate: rateOf(linesOf(weights)) };
        trials.set(key, known);
        progress?.(known, trials.size);
      }
      return known;
    };
    const greedyErrorRate = rateOf(compare(greedy));
    const { weight, bonus, beam } = language;
    const best = search({ weight, bonus, beam }, kept, trial);
    return {
      greedyErrorRate,
      best,
      calibration: calibrate(linesOf(best)),
      trials: [...trials.values()],
      lines: read.lines.length,
      skipped: [...skipped, ...read.skipped],
    };
  } finally {
    await Promise.all([recognizer.dispose(), loader.dispose()]);
  }
}

async function scoresOf(recognizer: Recognizer, samples: readonly Sample[], loader: Loader) {
  const lines: (readonly [Sample, FrameScores])[] = [];
  const skipped: Skipped[] = [];
  for await (const batch of readSamples(recognizer, samples, loader)) {
    for (const [sample, line] of batch.read) if (line.scores) lines.push([sample, line.scores]);
    skipped.push(...batch.skipped);
  }
  return { lines, skipped };
}

function search(
  start: LanguageWeights,
  kept: readonly string[],
  trial: (weights: LanguageWeights) => TuneTrial,
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
      const next = around.reduce((a, b) => (b.characterErrorRate < a.characterErrorRate ? b : a), best);
      if (next === best) break;
      best = next;
    }
  }
  return best;
}
