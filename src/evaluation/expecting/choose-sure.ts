/** Which readings are sure enough to be learnt from as if they were right. */
import type { ExpectedErrors } from './expected-errors.js';

export interface SureLimits {
  /** Lines whose expected character error rate is not above this are kept, however many there are. */
  readonly sure: number;
  /** Of all lines the surest, as a share, are kept too, … */
  readonly share: number;
  /** … but none whose expected character error rate is above this. */
  readonly most: number;
}

/** Of so few characters all are soon sure by chance, and they teach little. */
const fewestCharacters = 4;

/** @returns the lines that are kept, the surest first; equal ones in their order */
export function chooseSure<L extends Pick<ExpectedErrors, 'text' | 'rate'>>(
  lines: readonly L[],
  { sure, share, most }: SureLimits,
): readonly L[] {
  const ranked = lines
    .filter(({ text }) => [...text.trim()].length >= fewestCharacters)
    .sort((a, b) => a.rate - b.rate);
  const best = Math.round(share * lines.length);
  return ranked.filter(({ rate }, rank) => rate <= sure || (rank < best && rate <= most));
}

/** The expected character error rate of lines together: each counts by its characters, and by one where nothing was read. */
export function expectedRate(lines: readonly Pick<ExpectedErrors, 'text' | 'rate'>[]): number {
  let errors = 0;
  let characters = 0;
  for (const { text, rate } of lines) {
    const weight = Math.max(1, [...text].length);
    errors += rate * weight;
    characters += weight;
  }
  return characters === 0 ? 0 : errors / characters;
}
