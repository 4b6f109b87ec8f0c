/** How well languages fit what was read: which of them a document is in, or that none of them is its own. */
import { sentenceEnd, type TokenModel } from './token-model.js';

/** How a model foresees lines. */
export interface LanguageFit {
  /** Σ ln p of each line, its end included, [lines]. */
  readonly lines: readonly number[];
  /** Characters and ends of lines. */
  readonly characters: number;
  /**
   * Bits for each character that the model gains by looking at those before it: of a text in its language two and more, of
   * one in another about none. Errors of reading take some away.
   */
  readonly gain: number;
}

export function languageFit<Context>(model: TokenModel<Context>, texts: readonly string[]): LanguageFit {
  let [characters, alone] = [0, 0];
  const nothing = model.start(false);
  const lines = texts.map((text) => {
    const tokens = [...text];
    for (const token of [...tokens, sentenceEnd]) alone += model.next(nothing, token).logProb;
    characters += tokens.length + 1;
    return Math.LN10 * model.logProb(tokens);
  });
  const together = lines.reduce((sum, line) => sum + line, 0);
  const gain = characters === 0 ? 0 : (together - Math.LN10 * alone) / (Math.LN2 * characters);
  return { lines, characters, gain };
}

/** Neighbouring characters say the same, and errors are in what was read: of the evidence so much counts. */
const trusted = 0.3;
const rounds = 20;

/**
 * The share of each language in a document: those under which its lines are likeliest together, each line being in one of
 * them (expectation maximisation). They sum to 1.
 * @param fits of the same lines, one at least
 */
export function languageShares(fits: readonly LanguageFit[]): readonly number[] {
  let shares = fits.map(() => 1 / fits.length);
  const lines = (fits[0]?.lines ?? []).map((_, line) => fits.map(({ lines }) => trusted * (lines[line] ?? 0)));
  for (let round = 0; round < rounds; round++) {
    // One line's worth of not knowing: short documents are less sure. See `shareUnread`.
    const sums = fits.map(() => 1 / fits.length);
    for (const logs of lines) {
      for (const [index, part] of partsOf(logs, shares).entries()) sums[index] = (sums[index] ?? 0) + part;
    }
    shares = sums.map((sum) => sum / (lines.length + 1));
  }
  return shares;
}

/** What each language has of the shares before a line is read. */
export function shareUnread(fits: readonly LanguageFit[]): number {
  return 1 / (fits.length * ((fits[0]?.lines.length ?? 0) + 1));
}

function partsOf(logs: readonly number[], shares: readonly number[]): readonly number[] {
  const most = Math.max(...logs);
  const parts = logs.map((log, index) => (shares[index] ?? 0) * Math.exp(log - most));
  const sum = parts.reduce((all, part) => all + part, 0);
  return parts.map((part) => part / sum);
}
