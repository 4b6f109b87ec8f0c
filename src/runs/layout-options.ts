/** All that a run of page layout can be told, each thing once; what the loop can be told is taken from its own table. */
import { z } from 'zod';
import { defaultLayoutSpec, type LayoutSpec } from '../network/index.js';
import { list, loopSettings, numbers, onOff, type Setting, schemasOf, setting, text } from '../training/index.js';
import { limitsOf } from './option-rules.js';
import { runOptions } from './option-table.js';

const usualSize = 384;

/** Of a model that knows what lines are, few. */
export const drawnWithFrom = 0.1;

const loop = loopSettings({ samples: 'pages', batchPixels: 8 * usualSize ** 2 });
const wholePositive = numbers({ whole: true, positive: true });

/** The settings that decide what a run computes. */
export const layoutSettings = {
  channels: setting(
    { schema: z.array(wholePositive.schema).min(3), form: { kind: 'text' } },
    {
      usual: [...defaultLayoutSpec.channels],
      sign: 'n,n,…',
      what: "channels of the network at 1/2, 1/4, … of the image's size, three or more",
      usually: `${defaultLayoutSpec.channels.join(',')}; with \`from\` the model's`,
    },
  ),
  regionTypes: setting(list, {
    usual: [...defaultLayoutSpec.regionTypes],
    sign: 'type',
    what: 'types of regions that are told apart from other text; may be repeated',
    usually: `${defaultLayoutSpec.regionTypes.join(', ')}; with \`from\` the model's`,
  }),
  drawn: setting(numbers({ most: 1 }), {
    usual: 0.3,
    sign: 'x',
    what: 'share of drawn pages among what is learnt from: in the first 60% of the steps, then three tenths of it; 0: none',
    usually: `0.3; with \`from\` ${drawnWithFrom}`,
  }),
  epochs: loop.epochs,
  minutes: loop.minutes,
  steps: loop.steps,
  patience: loop.patience,
  cropSize: setting(wholePositive, {
    usual: usualSize,
    sign: 'px',
    what: 'sides of the parts of pages that are learnt from; with the usual network a multiple of 64',
  }),
  pageCrops: setting(wholePositive, { usual: 16, sign: 'n', what: 'parts of each page in an epoch' }),
  batchPixels: loop.batchPixels,
  accumulate: loop.accumulate,
  learningRate: loop.learningRate,
  schedule: loop.schedule,
  warmupSteps: loop.warmupSteps,
  weightDecay: loop.weightDecay,
  clipNorm: loop.clipNorm,
  averageDecay: loop.averageDecay,
  augmentation: setting(numbers(), { usual: 1, sign: 'x', what: 'strength of the distortions, 0: none' }),
  seed: loop.seed,
  threads: loop.threads,
  checkpointSeconds: loop.checkpointSeconds,
} as const satisfies Readonly<Record<keyof typeof loop, Setting>> & Readonly<Record<string, Setting>>;

export const layoutSettingsSchema = z.strictObject(schemasOf(layoutSettings));

export type LayoutSettings = z.infer<typeof layoutSettingsSchema>;

/** What a run is told beside its settings. */
export const layoutRunOptions = {
  out: runOptions.out,
  overwrite: setting(onOff, { what: 'replace the file that is at `out`' }),
  val: setting(list, {
    sign: 'data',
    what: 'pages to validate on; may be repeated',
    usually: 'a tenth of DATA, whole documents',
  }),
  groupBy: setting(text, {
    sign: 'regex',
    what: "what it captures of a page's path is the page's document",
    usually: 'the path without its last "_NNN"',
  }),
  from: setting(text, {
    sign: 'model',
    what: 'go on from the weights of this model; the one that comes with ductus is called layout',
  }),
  run: runOptions.run,
} as const satisfies Readonly<Record<string, Setting>>;

/** The rules between these options. */
export const layoutRules = limitsOf(layoutSettings);

/** What the network is made of under the settings. */
export function layoutSpecOf({ channels, regionTypes }: Pick<LayoutSettings, 'channels' | 'regionTypes'>): LayoutSpec {
  return { channels, reach: defaultLayoutSpec.reach, regionTypes };
}

/** Crops of a batch: as many as its pixels allow, and a few more where they go evenly to the sessions then. */
export function cropsOfBatch({ batchPixels, cropSize }: LayoutSettings, shards: number): number {
  return Math.ceil(Math.max(1, Math.floor(batchPixels / cropSize ** 2)) / shards) * shards;
}
