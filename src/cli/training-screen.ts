/** What screens of training runs have in common, whatever is trained. */
import type { Skipped } from '../formats/index.js';
import { printable } from '../text/index.js';
import { count, type Screen } from './screen.js';

/** Samples each second, smoothed over the last steps; the first ones say little. */
export class SmoothRate {
  private rate = 0;

  after(step: number, perSecond: number): number {
    this.rate = this.rate === 0 || step < 5 ? perSecond : 0.95 * this.rate + 0.05 * perSecond;
    return this.rate;
  }
}

export function showSkipped(skipped: readonly Skipped[], screen: Screen): void {
  if (skipped.length === 0) return;
  screen.line(`skipped ${count(skipped.length, 'file')}:`);
  for (const line of summariseSkipped(skipped)) screen.line(`  ${line}`);
}

/** How many examples of a reason are named. */
const examples = 3;

/** Each reason once, with how many files it struck and some of their names. */
export function summariseSkipped(skipped: readonly Skipped[]): readonly string[] {
  const byReason = new Map<string, string[]>();
  for (const { name, reason, detail } of skipped) {
    const shown = printable(detail === undefined ? name : `${name} (${detail})`);
    const names = byReason.get(reason);
    if (names) names.push(shown);
    else byReason.set(reason, [shown]);
  }
  return [...byReason]
    .sort((a, b) => b[1].length - a[1].length)
    .map(([reason, names]) => {
      const more = names.length > examples ? `, and ${names.length - examples} more` : '';
      return `${names.length} × ${reason}: ${names.slice(0, examples).join(', ')}${more}`;
    });
}
