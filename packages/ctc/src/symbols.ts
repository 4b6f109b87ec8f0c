/** From a class for each frame to the symbols that it spells. */
import { type CheckedFrames, scoreAt } from './frames.js';

export interface DecodedSymbol {
  readonly label: number;
  /** First frame. */
  readonly start: number;
  /** The frame after the last. */
  readonly end: number;
  /** The largest probability of the label in its frames, 0 to 1. */
  readonly confidence: number;
}

/**
 * Neighbouring frames of one class are one symbol, blanks are none.
 *
 * @param path a class for each frame
 * @param mergeRepeated false: each frame that isn't blank is a symbol of its own
 */
export function symbolsOfPath(path: Int32Array, scores: CheckedFrames, mergeRepeated = true): DecodedSymbol[] {
  const symbols: DecodedSymbol[] = [];
  for (const [t, label] of path.entries()) {
    if (label === scores.blank) continue;
    const confidence = Math.exp(scoreAt(scores, t, label));
    const current = symbols.at(-1);
    if (mergeRepeated && current && current.end === t && current.label === label) {
      symbols[symbols.length - 1] = { ...current, end: t + 1, confidence: Math.max(current.confidence, confidence) };
    } else {
      symbols.push({ label, start: t, end: t + 1, confidence });
    }
  }
  return symbols;
}
