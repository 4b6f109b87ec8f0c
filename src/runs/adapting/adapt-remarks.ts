/** What the numbers of a run that adapts mean, in plain words. */
import type { Gain } from '../gain.js';

/** Whether adapting is expected to have bought anything. Nothing was counted, and the words say so. */
export function remarkOnExpectedGain({
  startErrorRate,
  errorRate,
  step,
  interval,
  units,
  count,
  verdict,
}: Gain): string {
  const rates = `expected CER ${percent(startErrorRate)} before, ${percent(errorRate)} at step ${step}`;
  const limits = `${points(interval.low)} to ${points(interval.high)} points (95%, over ${count} ${units}${count === 1 ? '' : 's'} that were not learnt)`;
  if (verdict === 'better') {
    return `Adapting is expected to have gained: ${rates}, a change of ${limits}. That is the model's own account; texts of some lines (\`check\`) would count it.`;
  }
  if (errorRate < startErrorRate) {
    return `Whether adapting gained anything can't be told from these lines: ${rates}, a change of ${limits}. The adapted model is kept; more lines, or texts of some (\`check\`), tell more.`;
  }
  return `Adapting gained nothing: ${rates}, a change of ${limits}. The model is the one that it began with. Transcribe some lines (\`ductus suggest\` says which) and give them by \`labelled\`.`;
}

function percent(rate: number): string {
  return `${(100 * rate).toFixed(2)}%`;
}

function points(difference: number): string {
  return `${difference < 0 ? '−' : '+'}${Math.abs(100 * difference).toFixed(2)}`;
}
