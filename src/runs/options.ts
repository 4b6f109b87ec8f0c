/** What a run can be told, with the values it takes when it is told nothing. */
import { z } from 'zod';
import {
  type Augmentation,
  binarizations,
  type LineInput,
  type Preprocessing,
  plainPreprocessing,
  usualAugmentation,
} from '../image/index.js';
import {
  dashRules,
  directions,
  nearest,
  quoteRules,
  type TextRules,
  unicodeForms,
  usualRules,
  whitespaceRules,
} from '../text/index.js';
import { schedules, TrainingError } from '../training/index.js';

/**
 * Networks by name, found by the runs of docs/experiments.md. Batch norm stands after the pools where there is one,
 * since it is cheap there; dropout before and between the recurrent layers.
 */
export const presets = {
  /** For a first look in minutes. */
  fast: '[1,40,0,1 Cr3,3,16 Mp2,2 Bn Cr3,3,32 Mp2,2 Bn Cr3,3,64 Mp2,1 Bn Cr3,3,96 Mp2,1 Bn Mp2,1 Do0.2 Lbx128 Do0.3 Lbx128 Do0.3]',
  /** For two cores and an evening. */
  accurate:
    '[1,48,0,1 Cr3,3,16 Mp2,2 Bn Cr3,3,32 Mp2,2 Bn Cr3,3,64 Bn Cr3,3,64 Mp2,1 Bn Cr3,3,96 Bn Cr3,3,96 Mp2,1 Bn Mp3,1 Do0.3 Lbx192 Do0.5 Lbx192 Do0.5]',
} as const;

export type PresetName = keyof typeof presets;

/** The network that is trained when none is named. */
export const defaultSpec: string = presets.accurate;

const positive = z.number().positive();
const count = z.number().int().nonnegative();

/** Amounts and shares of the augmentation (`Augmentation` in src/image). */
const augmentationSchema = z.strictObject(
  Object.fromEntries(
    Object.keys(usualAugmentation).map((key) => [key, z.number().nonnegative().exactOptional()]),
  ) as Readonly<Record<keyof Augmentation, z.ZodExactOptional<z.ZodNumber>>>,
);

/** Steps of the preprocessing (`Preprocessing` in src/image); what is left out is not done. */
const preprocessingSchema = z.strictObject({
  background: z.boolean().exactOptional(),
  rules: z.boolean().exactOptional(),
  deskew: z.boolean().exactOptional(),
  deslant: z.boolean().exactOptional(),
  binarize: z.enum(binarizations).exactOptional(),
  padding: z.number().min(0).max(4).exactOptional(),
});

/** More threads than any machine needs; each costs memory before it does anything. */
export const mostThreads = 512;

/** The numbers of a run, as flags and configuration files have them. */
export const trainingSettingsSchema = z.strictObject({
  spec: z.string().default(defaultSpec),
  /** Stops after so many passes over the training lines, minutes of training, or steps, whichever comes first. */
  epochs: count.positive().optional(),
  minutes: positive.optional(),
  steps: count.positive().optional(),
  /** Validations without a better one before the run stops; 0 never stops. */
  patience: count.default(10),
  /** Pixels of a batch, padding included. Few lines and many steps learn faster (docs/experiments.md). */
  batchPixels: count.positive().default(200_000),
  /** Batches whose gradients are summed for one step. */
  accumulate: count.positive().default(1),
  learningRate: positive.default(0.002),
  schedule: z.enum(schedules).default('cosine'),
  warmupSteps: count.default(200),
  /** Steps at the beginning in which only the output layer learns. Default: 100 with `from` and new classes. */
  headSteps: count.optional(),
  /** Steps at the beginning in which the convolutions stay as they are. */
  freezeSteps: count.default(0),
  weightDecay: z.number().nonnegative().default(0.01),
  clipNorm: positive.default(1),
  /** Decay of the weights' moving average, which is validated and saved; 0 turns it off. */
  averageDecay: z.number().min(0).lt(1).default(0.998),
  /** Strength of the augmentation, 0 turns it off; or some of its values, the others being as usual. */
  augmentation: z.union([z.number().nonnegative(), augmentationSchema]).default(0.7),
  preprocessing: preprocessingSchema.default({}),
  seed: count.default(1),
  threads: count.positive().max(mostThreads).optional(),
  /** Seconds between checkpoints; validations make one too. */
  checkpointSeconds: z.number().nonnegative().default(60),
  /** How texts are written down (`TextRules` in src/text). */
  normalize: z.enum(unicodeForms).default(usualRules.form),
  whitespace: z.enum(whitespaceRules).default(usualRules.whitespace),
  quotes: z.enum(quoteRules).default(usualRules.quotes),
  dashes: z.enum(dashRules).default(usualRules.dashes),
  direction: z.enum(directions).default(usualRules.direction),
  /** Whether a model in 8 bits is written too, beside the best one. */
  quantize: z.boolean().default(false),
});

export type TrainingSettings = z.infer<typeof trainingSettingsSchema>;

/** The rules for texts among the settings. */
export function textRulesOf({ normalize, whitespace, quotes, dashes, direction }: TrainingSettings): TextRules {
  return { form: normalize, whitespace, quotes, dashes, direction };
}

export function preprocessingOf({ preprocessing }: Pick<TrainingSettings, 'preprocessing'>): Preprocessing {
  return { ...plainPreprocessing, ...preprocessing };
}

/** What a network is shown of lines under the settings. */
export function inputFor({ height }: { readonly height: number }, settings: TrainingSettings): LineInput {
  return { lineHeight: height, preprocessing: preprocessingOf(settings) };
}

/** @throws TrainingError that names the option, and the nearest one where it is not known */
export function checkSettings(given: Record<string, unknown>): TrainingSettings {
  const parsed = trainingSettingsSchema.safeParse(given);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  if (issue?.code === 'unrecognized_keys') {
    const [key = ''] = issue.keys;
    const meant = nearest(key, Object.keys(trainingSettingsSchema.shape));
    throw new TrainingError(`train: unknown option ${key}${meant ? `; did you mean ${meant}?` : ''}`, {
      code: 'training/unknown-option',
      details: { value: key },
    });
  }
  throw new TrainingError(
    `train: ${issue?.path.join('.')}: ${issue?.message}, got ${String(given[String(issue?.path[0])])}`,
    { code: 'training/wrong-option', details: { value: given[String(issue?.path[0])] } },
  );
}

/** @throws TrainingError for an unknown name, or a specification beside it */
export function specOfPreset(preset: string, spec: string | undefined): string {
  const found = Object.entries(presets).find(([name]) => name === preset)?.[1];
  if (found === undefined) {
    throw new TrainingError(`train: preset must be one of ${Object.keys(presets).join(', ')}, got ${preset}`, {
      code: 'training/wrong-option',
      details: { value: preset },
    });
  }
  if (spec !== undefined)
    throw new TrainingError('train: preset and spec both say what the network is; give one', {
      code: 'training/conflict',
    });
  return found;
}
