/** The learning rate of a step. */
export const schedules = ['cosine', 'plateau', 'constant'] as const;
export type ScheduleName = (typeof schedules)[number];

export interface ScheduleOptions {
  readonly schedule: ScheduleName;
  readonly learningRate: number;
  readonly warmupSteps: number;
}

/** The cosine ends here, as a share of the full rate. */
const lowest = 0.01;
/** What a plateau multiplies the rate with. */
export const plateauFactor = 0.5;

/**
 * Rises linearly over the warm-up, then falls along half a cosine (Loshchilov & Hutter 2017), or by halves each time
 * the validation stood still, or not at all.
 *
 * @param step counts from 1
 * @param progress share of the run that is done, 0 to 1
 * @param reductions how often the validation stood still
 */
export function learningRateAt(options: ScheduleOptions, step: number, progress: number, reductions: number): number {
  const warm = options.warmupSteps > 0 ? Math.min(1, step / options.warmupSteps) : 1;
  const full = options.learningRate * warm;
  if (options.schedule === 'cosine') {
    return full * (lowest + ((1 - lowest) * (1 + Math.cos(Math.PI * Math.min(1, progress)))) / 2);
  }
  return options.schedule === 'plateau' ? full * plateauFactor ** reductions : full;
}
