/** What a step computed, looked at before anything is learnt from it, and its statistics. */
import type { StepResult } from './engine.js';
import { TrainingError } from './events.js';
import type { Layout } from './layout.js';

/** What messages name. */
export interface StepName {
  readonly step: number;
  /** What one sample is: `line`. */
  readonly sample: string;
  /** The highest of the schedule. */
  readonly learningRate: number;
}

/** Σ of the losses. @throws TrainingError when one is not a number */
export function checkedLoss(result: StepResult, name: StepName): number {
  const losses = result.losses.filter(({ loss }) => Number.isNaN(loss));
  if (losses.length > 0) throw notANumber('loss', { losses }, name);
  return result.losses.reduce((sum, { loss }) => sum + (Number.isFinite(loss) ? loss : 0), 0);
}

export function notANumber(
  what: 'loss' | 'gradient',
  { losses }: Pick<StepResult, 'losses'>,
  { step, sample, learningRate }: StepName,
): TrainingError {
  const names = losses.map(({ name }) => name);
  return new TrainingError(
    `the ${what} at step ${step} is not a number, on ${names.length} ${sample}s:\n  ${names.join('\n  ')}\nNothing was learnt from this step. Go on from the last checkpoint with \`resume\` and a lower \`learningRate\` (it is ${learningRate}); if the loss had been rising before, begin again with it`,
    { details: { options: ['resume', 'learningRate'] } },
  );
}

/** Running statistics follow the batch's by this share, as in PyTorch. */
const statisticMomentum = 0.1;

/** Takes the running statistics among the weights a share of the way to those of a step. */
export function foldStatistics(
  layout: Layout,
  weights: Float32Array,
  statistics: ReadonlyMap<string, Float32Array>,
): void {
  for (const { name, offset } of layout.entries) {
    for (const [i, value] of statistics.get(name)?.entries() ?? []) {
      const before = weights[offset + i] ?? 0;
      weights[offset + i] = before + statisticMomentum * (value - before);
    }
  }
}
