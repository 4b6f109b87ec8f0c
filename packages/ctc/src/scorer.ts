/**
 * What a language model, a lexicon or a list of names tells beam search: how much a prefix is worth besides what the
 * line shows of it.
 */
export interface Scorer<State> {
  /** Before the first label. */
  readonly start: State;
  /** The state after one more label, or `undefined` where that label must not follow. */
  extend(state: State, label: number): State | undefined;
  /** ln weight of a whole prefix, as a factor to its probability. May go up and down from label to label. */
  score(state: State): number;
  /**
   * By how much one more label raises the score at most, whichever it is: what can't enter the beam then is not asked for, and the
   * result is the same. Default: nobody knows.
   */
  readonly mostGain?: number | undefined;
  /** ln weight of a finished line; −Infinity forbids to end here. Default: `score`. */
  finalScore?(state: State): number;
  /**
   * Equal for prefixes that will be scored alike from here on. With `recombine`, beam search keeps the best prefix of
   * each. Default: all prefixes differ.
   */
  history?(state: State): string;
}
