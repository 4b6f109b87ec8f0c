/**
 * What a confidence is. Of a character: the probability that it is right, which is to say that it stands in the text at
 * this place. Of a word: that all of it is right. Of a line: the share of its characters that is expected to be right.
 *
 * They come from the network's largest probability for a character in its frames, or with a language from its share among
 * those that could stand there (decoding.ts). The odds are lessened by how little the network gives the whole text: dirt on
 * paper may look like a letter, and a language makes a word of it, while the frames around are sure of nothing. Both are
 * too sure of themselves (Guo et al. 2017). A temperature brings them down: logit(confidence) = logit(probability) / T,
 * with the T that makes what happened on the validation lines most probable. Of a word, the same is done to the product
 * over its characters.
 */

import type { LineMetadata } from '../model/index.js';

/** Temperatures, as a model keeps them. */
export type Calibration = LineMetadata['calibration'];

/** Nearer to 0 and 1 no probability counts: the logarithm of its odds would rule all others. */
const nearest = 1e-6;

/** @param probability 0 to 1 */
export function tempered(probability: number, temperature: number): number {
  const inside = Math.min(1 - nearest, Math.max(nearest, probability));
  return 1 / (1 + ((1 - inside) / inside) ** (1 / temperature));
}

/**
 * Its odds times the probability that the network gives the line's text, as the geometric mean over the characters.
 * @param probability 0 to 1
 * @param logProbability of the text, ln, 0 or less
 * @param characters of the text, 1 and more
 */
export function doubted(probability: number, logProbability: number, characters: number): number {
  const inside = Math.min(1 - nearest, probability);
  const share = Math.exp(logProbability / characters);
  return (inside * share) / (inside * share + 1 - inside);
}

/** @param characters confidences of the characters */
export function wordConfidence(characters: readonly number[], { word }: Calibration): number {
  return tempered(
    characters.reduce((product, confidence) => product * confidence, 1),
    word,
  );
}

/** @param characters confidences of the characters, one at least */
export function lineConfidence(characters: readonly number[]): number {
  return characters.reduce((sum, confidence) => sum + confidence, 0) / characters.length;
}

/** Something that was said with some confidence, and whether it was so: 1, 0, or the share of it that was. */
export interface Outcome {
  readonly confidence: number;
  readonly right: number;
}

const [coldest, hottest] = [0.2, 10];
/** Keeps the logarithm of what did not happen finite. */
const certain = 1e-12;

/** Spread of ln T before any outcome is seen: so few outcomes, or only right ones, don't lead to extremes. */
const priorDeviation = 0.5;

/**
 * The most probable temperature after the outcomes; 1 where there are none. Its −ln p has one minimum over ln T, which a
 * golden-section search finds.
 */
export function fitTemperature(outcomes: readonly Outcome[]): number {
  const surprise = (logarithm: number) => {
    const temperature = Math.exp(logarithm);
    return outcomes.reduce(
      (sum, { confidence, right }) => {
        const p = Math.min(1 - certain, Math.max(certain, tempered(confidence, temperature)));
        return sum - right * Math.log(p) - (1 - right) * Math.log(1 - p);
      },
      (logarithm / priorDeviation) ** 2 / 2,
    );
  };
  const golden = (Math.sqrt(5) - 1) / 2;
  let [low, high] = [Math.log(coldest), Math.log(hottest)];
  for (let i = 0; i < 40; i++) {
    const [a, b] = [high - golden * (high - low), low + golden * (high - low)];
    if (surprise(a) < surprise(b)) high = b;
    else low = a;
  }
  return Math.exp((low + high) / 2);
}
