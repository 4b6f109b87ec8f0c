/** What a beam search finds: labels without blanks, ln P(labels) over what the beam kept, and the score it ranked by. */
export interface Found {
  readonly labels: readonly number[];
  readonly logProbability: number;
  readonly score: number;
}
