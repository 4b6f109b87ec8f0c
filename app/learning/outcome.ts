/** What learning came to: the same lines read before and after. */
import type { Compared, Measured } from '../work/messages.js';

export interface ComparedLine {
  readonly name: string;
  readonly text: string;
  readonly before: string;
  readonly after: string;
}

export interface Outcome {
  /** Character error rates on the lines held out, 0 to 1. */
  readonly before: number;
  readonly after: number;
  /** `unlearnt`: no weight of the model is another, since nothing better was found. */
  readonly verdict: 'better' | 'same' | 'worse' | 'unlearnt';
  readonly lines: readonly ComparedLine[];
}

/** @param learnt whether any measurement while it learnt was better than the model as it was */
export function outcomeOf(before: Measured, after: Measured, learnt: boolean): Outcome {
  const [from, to] = [before.characterErrorRate, after.characterErrorRate];
  const measured = to < from ? 'better' : to > from ? 'worse' : 'same';
  return {
    before: from,
    after: to,
    verdict: learnt ? measured : 'unlearnt',
    lines: sideBySide(before.lines, after.lines),
  };
}

/** Whether the new model is worth keeping. */
export function isKept({ verdict }: Outcome): boolean {
  return verdict === 'better' || verdict === 'same';
}

/** Share of the errors that are gone, 0 to 1; below 0 where there are more. */
export function fewerErrors({ before, after }: Pick<Outcome, 'before' | 'after'>): number {
  return before > 0 ? (before - after) / before : 0;
}

/** Lines that either measurement could not read are left out. */
function sideBySide(before: readonly Compared[], after: readonly Compared[]): readonly ComparedLine[] {
  const now = new Map(after.map((line) => [line.name, line]));
  return before.flatMap(({ name, text, read }) => {
    const line = now.get(name);
    return line ? [{ name, text, before: read, after: line.read }] : [];
  });
}
