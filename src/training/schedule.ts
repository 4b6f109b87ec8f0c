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
/** The warm-up ends here at the latest, as a share of the run: most of a short run is not for warming up. */
const longestWarmUp = 0.05;
/** What a plateau multiplies the rate with. */
export const plateauFactor = 0.5;

/**
 * Rises linearly over the warm-up, on the cosine over a twentieth of the run where that is shorter, then falls along half a cosine (Loshchilov & Hutter 2017), or by halves each time
 * the validation stood still, or not at all.
 *
 * @param step counts from 1
 * @param progress share of the run that is done, 0 to 1
 * @param reductions how often the validation stood still
 */
export function learningRateAt(options: ScheduleOptions, step: number, progress: number, reductions: number): number {
  // What else doesn't depend on how long a run is to be must not do so here: it may be lengthened.
  const ofRun = options.schedule === 'cosine' ? progress / longestWarmUp : 0;
  const risen = Math.max(step / options.warmupSteps, ofRun);
  const warm = options.warmupSteps > 0 ? Math.min(1, risen) : 1;
  const full = options.learningRate * warm;
  if (options.schedule === 'cosine') {
    return full * (lowest + ((1 - lowest) * (1 + Math.cos(Math.PI * Math.min(1, progress)))) / 2);
  }
  return options.schedule === 'plateau' ? full * plateauFactor ** reductions : full;
}
