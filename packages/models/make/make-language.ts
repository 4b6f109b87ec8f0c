/** A language of its texts: prose and lines are counted apart, mixed by how many lines there are, and made small. */
import {
  interpolate,
  type NGramModel,
  pruneNGrams,
  type TokenModel,
  trainNGrams,
} from '../../../src/language/index.js';

/** Of characters. */
const order = 6;
/** N-grams that a language keeps: eight of them are 5 MB together when they are compressed. */
const mostNGrams = 300_000;
/** Characters of lines that are trusted as much as all the prose: lines are what is read, but of few hands and words. */
const trustedLines = 100_000;

export function proseModel(lines: readonly string[]): NGramModel {
  return trainNGrams(
    lines.map((line) => [...line]),
    { order, prune: 1 },
  );
}

export function languageModel(prose: NGramModel, lines: readonly string[], most: number = mostNGrams): NGramModel {
  if (lines.length === 0) return pruneNGrams(prose, most);
  const ofLines = trainNGrams(
    lines.map((line) => [...line]),
    { order },
  );
  const characters = lines.reduce((sum, { length }) => sum + length, 0);
  const share = characters / (characters + trustedLines);
  return pruneNGrams(
    interpolate([
      [prose, 1 - share],
      [ofLines, share],
    ]),
    most,
  );
}

/** 10^(mean −log10 p of a character, each line's end included). */
export function perplexityOf(model: TokenModel, lines: readonly string[]): number {
  const sum = lines.reduce((total, line) => total + model.logProb([...line]), 0);
  return 10 ** (-sum / lines.reduce((total, line) => total + [...line].length + 1, 0));
}
