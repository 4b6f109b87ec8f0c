/**
 * All that a run of the text-line task can be told, each thing once: schemas, flags, their help and docs/settings.md come
 * from here. What the loop can be told is taken from its own table (src/training/settings.ts).
 */
import { z } from 'zod';
import {
  type Augmentation,
  augmentationKinds,
  type Preprocessing,
  type PreprocessingStep,
  preprocessingHelp,
  preprocessingSteps,
} from '../image/index.js';
import { batchNormBy } from '../network/index.js';
import { type TextChoice, textChoices } from '../text/index.js';
import { choices, list, loopSettings, numbers, onOff, type Setting, setting, text } from '../training/index.js';
import { defaultSpec, presetNames } from './presets.js';
import { usualHeadSteps } from './start.js';

/** With a model to go on from: its alphabet only, its alphabet and the data's new characters, or the data's alone. */
export const alphabetModes = ['keep', 'union', 'new'] as const;
export type AlphabetMode = (typeof alphabetModes)[number];

const whole = numbers({ whole: true });
const wholePositive = numbers({ whole: true, positive: true });

const augmentationSchema = z.strictObject(
  Object.fromEntries(Object.keys(augmentationKinds).map((name) => [name, numbers().schema.exactOptional()])),
) as unknown as z.ZodType<Partial<Augmentation>>;

function stepSchema(step: PreprocessingStep): z.ZodType {
  if (step.kind === 'switch') return z.boolean();
  return step.kind === 'choice' ? z.enum(step.values) : z.number().min(step.least).max(step.most);
}

/** What is left out is not done. */
const preprocessingSchema = z.strictObject(
  Object.fromEntries(
    Object.entries(preprocessingSteps).map(([name, step]) => [name, stepSchema(step).exactOptional()]),
  ),
) as unknown as z.ZodType<Partial<Preprocessing>>;

function textRule<V extends string>({ values, usual, sign, what }: TextChoice<V>) {
  return setting(choices(values), { usual, sign, what });
}

const loop = loopSettings({ samples: 'lines', batchPixels: 200_000 });

/**
 * The settings that decide what a run computes. They stand in this order in a run's configuration and in what a model
 * tells of its training.
 */
export const lineSettings = {
  spec: setting(text, { usual: defaultSpec, sign: 'vgsl', what: 'the network in VGSL', usually: null }),
  epochs: loop.epochs,
  minutes: loop.minutes,
  steps: loop.steps,
  patience: loop.patience,
  batchPixels: loop.batchPixels,
  accumulate: loop.accumulate,
  learningRate: loop.learningRate,
  schedule: loop.schedule,
  warmupSteps: loop.warmupSteps,
  headSteps: setting(whole, {
    sign: 'n',
    what: 'steps at the beginning in which only the output layer learns',
    usually: `${usualHeadSteps} with \`from\` and new characters`,
  }),
  freezeSteps: setting(whole, {
    usual: 0,
    sign: 'n',
    what: 'steps at the beginning in which the convolutions stay as they are',
  }),
  batchNorm: setting(choices(batchNormBy), {
    usual: 'batch',
    sign: 'by',
    what: 'what batch norm normalises by: each batch, or the running statistics of the model that is gone on from, for few lines',
  }),
  weightDecay: loop.weightDecay,
  clipNorm: loop.clipNorm,
  averageDecay: loop.averageDecay,
  augmentation: setting(
    { schema: z.union([numbers().schema, augmentationSchema]), form: { kind: 'text' } },
    { usual: 0.7, sign: 'x', what: 'strength of the distortions, 0: none; or a YAML file of their amounts' },
  ),
  preprocessing: setting(
    { schema: preprocessingSchema, form: { kind: 'text' } },
    { usual: {}, sign: 'steps', what: preprocessingHelp },
  ),
  seed: loop.seed,
  threads: loop.threads,
  checkpointSeconds: loop.checkpointSeconds,
  normalize: textRule(textChoices.form),
  whitespace: textRule(textChoices.whitespace),
  quotes: textRule(textChoices.quotes),
  dashes: textRule(textChoices.dashes),
  direction: textRule(textChoices.direction),
  quantize: setting(onOff, {
    usual: false,
    what: 'write OUT.int8.onnx too, in 8 bits, and say what that costs in errors',
  }),
  paper: setting(numbers({ most: 0.5 }), {
    usual: 0.02,
    sign: 'x',
    what: 'share of strips of paper without text among what is learnt from, so that nothing is read into them',
  }),
} as const satisfies Readonly<Record<keyof typeof loop, Setting>> & Readonly<Record<string, Setting>>;

/** What training over machines takes where it is told nothing. */
export const usualMachines = {
  trainers: 2,
  roundSteps: 150,
  outerLearningRate: 1,
  lockSeconds: 30,
} as const;

/**
 * The momentum with which all trainers' changes come into the weights as if they had been made one after the other: the mean change
 * times 1 / (1 − momentum) is their sum (block momentum, Chen and Huo 2016).
 */
export function usualOuterMomentum(trainers: number): number {
  return 1 - 1 / trainers;
}

/** What only training over machines is told. */
export const machineOptions = ['trainers', 'roundSteps', 'outerLearningRate', 'outerMomentum', 'lockSeconds'] as const;

/** What a run is told beside its settings: where things are, and what it begins with. */
export const runOptions = {
  out: setting(text, { sign: 'file', what: 'where the best model goes (.onnx)' }),
  overwrite: setting(onOff, { what: 'replace the file that is at `out`' }),
  val: setting(list, {
    sign: 'data',
    what: 'lines to validate on; may be repeated',
    usually: 'a tenth of DATA, whole documents',
  }),
  repeat: setting(
    { schema: z.record(z.string(), wholePositive.schema), form: { kind: 'list' } },
    { sign: 'data=n', what: 'of some of DATA, how often an epoch has each line; may be repeated' },
  ),
  groupBy: setting(text, {
    sign: 'regex',
    what: "what it captures of a line's path is the line's document",
    usually: 'the path without its last "_NNN"',
  }),
  preset: setting(choices(presetNames), {
    sign: 'name',
    what: 'the network: fast for a first look in minutes, accurate for an evening',
    usually: 'accurate',
  }),
  lineHeight: setting(wholePositive, {
    sign: 'px',
    what: "the network's line height, with `from` too: more for small or narrow writing",
    usually: "48; fast: 40; with `from` the model's",
  }),
  from: setting(text, {
    sign: 'model',
    what: 'go on from the weights of this model, or of the one that comes with ductus: starter',
  }),
  alphabet: setting(choices(alphabetModes), {
    sign: 'mode',
    what: "with `from`: keep the model's alphabet, the union with the data's, or a new one",
    usually: 'union',
  }),
  run: setting(text, {
    sign: 'dir',
    what: 'folder of the run: configuration, log, checkpoints',
    usually: 'runs/DATE-SEED',
  }),
  exchange: setting(text, {
    sign: 'place',
    what: 'let trainers on other machines compute (ductus work with the same place): a folder that all see, or s3://…',
  }),
  trainers: setting(wholePositive, {
    sign: 'n',
    what: 'with `exchange`: into how many shards the lines are divided, one for each trainer',
    usually: String(usualMachines.trainers),
  }),
  roundSteps: setting(wholePositive, {
    sign: 'n',
    what: 'with `exchange`: steps of each trainer between two averagings; 1, with `outerLearningRate` 1 and `outerMomentum` 0: averaging at each step',
    usually: String(usualMachines.roundSteps),
  }),
  outerLearningRate: setting(numbers({ positive: true }), {
    sign: 'x',
    what: 'with `exchange`: share of the mean change that is taken',
    usually: String(usualMachines.outerLearningRate),
  }),
  outerMomentum: setting(numbers({ under: 1 }), {
    sign: 'x',
    what: 'with `exchange`: Nesterov momentum of the mean changes',
    usually: '1 − 1/trainers',
  }),
  lockSeconds: setting(numbers({ positive: true }), {
    sign: 'n',
    what: 'with `exchange`: after so long without a sign of life a trainer is taken for dead, and others take its shard',
    usually: String(usualMachines.lockSeconds),
  }),
} as const satisfies Readonly<Record<string, Setting>>;
