/** What the loop can be told, whatever is trained. A task's own table takes these into it. */
import { schedules } from './schedule.js';
import { choices, numbers, setting, type ValuesOf } from './setting.js';

/** Passes over the samples when no limit is given. */
export const defaultEpochs = 100;

/** More threads than any machine needs; each costs memory before it does anything. */
export const mostThreads = 512;

const anyNumber = numbers();
const positive = numbers({ positive: true });
const whole = numbers({ whole: true });
const wholePositive = numbers({ whole: true, positive: true });

/**
 * The settings of the loop and of its batches.
 * @param samples what help calls the samples: lines
 * @param batchPixels the usual size of a batch; few samples and many steps learn faster (docs/experiments.md)
 */
export function loopSettings({ samples, batchPixels }: { readonly samples: string; readonly batchPixels: number }) {
  return {
    /** The first of these limits ends the run. */
    epochs: setting(wholePositive, {
      sign: 'n',
      what: `stop after so many passes over the ${samples}`,
      usually: `${defaultEpochs} when no limit is given`,
    }),
    minutes: setting(positive, { sign: 'n', what: 'stop after so many minutes' }),
    steps: setting(wholePositive, { sign: 'n', what: 'stop after so many steps' }),
    patience: setting(whole, {
      usual: 10,
      sign: 'n',
      what: 'stop after so many validations without a better one; 0: never',
    }),
    batchPixels: setting(wholePositive, {
      usual: batchPixels,
      sign: 'n',
      what: `pixels of a batch, padding included; a few more where its ${samples} go evenly to the cores then`,
    }),
    accumulate: setting(wholePositive, { usual: 1, sign: 'n', what: 'batches whose gradients make one step' }),
    learningRate: setting(positive, { usual: 0.002, sign: 'x', what: 'the highest one of the schedule' }),
    schedule: setting(choices(schedules), { usual: 'cosine', sign: 'name', what: 'how the learning rate falls' }),
    warmupSteps: setting(whole, {
      usual: 200,
      sign: 'n',
      what: 'steps until the learning rate is reached; on the cosine a twentieth of the run at most',
    }),
    weightDecay: setting(anyNumber, { usual: 0.01, sign: 'x', what: 'of matrices, decoupled' }),
    clipNorm: setting(positive, { usual: 1, sign: 'x', what: 'largest norm of the gradient' }),
    /** The averaged weights are those that are validated and saved. */
    averageDecay: setting(numbers({ under: 1 }), {
      usual: 0.998,
      sign: 'x',
      what: "decay of the weights' moving average; 0: none",
    }),
    seed: setting(whole, { usual: 1, sign: 'n', what: 'decides weights, order, split and augmentation' }),
    threads: setting(numbers({ whole: true, positive: true, most: mostThreads }), {
      sign: 'n',
      what: 'threads to compute with',
      usually: 'one for each core',
    }),
    checkpointSeconds: setting(anyNumber, {
      usual: 60,
      sign: 'n',
      what: 'seconds between checkpoints; validations make one too',
    }),
  };
}

export type LoopSettings = Omit<ValuesOf<ReturnType<typeof loopSettings>>, 'threads' | 'batchPixels'>;

/** What a run that goes on may be told anew. Threads change nothing but its speed; with the others it is another run. */
export const changeableSettings = ['epochs', 'minutes', 'steps', 'patience', 'learningRate', 'threads'] as const;

/** Passes at which the run ends; none where minutes or steps alone are to end it. */
export function epochLimit({
  epochs,
  minutes,
  steps,
}: Pick<LoopSettings, 'epochs' | 'minutes' | 'steps'>): number | undefined {
  return epochs ?? (minutes === undefined && steps === undefined ? defaultEpochs : undefined);
}
