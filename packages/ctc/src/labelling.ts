/** What the line may say: labels without blanks, ln P(labels) over what the beam kept, and the score it ranked by. */
export interface Labelling {
  readonly labels: readonly number[];
  readonly logProbability: number;
  readonly score: number;
}
