/** What adapting a model can be told: which readings it trusts, what it mixes with them, and how it learns from the mixture. */
import { z } from 'zod';
import { known } from '../../known.js';
import { list, numbers, type Setting, schemasOf, setting } from '../../training/index.js';
import type { OptionRule } from '../option-rules.js';
import { lineSettings } from '../option-table.js';
import type { TrainingSettings } from '../options.js';
import { fewLines } from '../presets.js';

/**
 * How a model that reads already learns from lines of which some are wrong: in one place, so that a better recipe for few lines
 * takes its place. Slow and short, since what is learnt beyond the first hundreds of steps are the model's own mistakes.
 */
export const adaptingRecipe = {
  ...fewLines,
  learningRate: 0.0005,
  warmupSteps: 30,
  patience: 3,
  steps: 600,
  // How sure it is of paper is not what some hundred steps change.
  paper: 0,
} as const satisfies Partial<TrainingSettings>;

const share = numbers({ most: 1 });

/** The settings that only adapting has. */
export const adaptingSettings = {
  views: setting(numbers({ whole: true, most: 10 }), {
    usual: 2,
    sign: 'n',
    what: 'how often each line is read distorted too: what is read the same again is more likely right',
  }),
  viewStrength: setting(numbers(), { usual: 0.5, sign: 'x', what: 'strength of these distortions' }),
  sure: setting(share, {
    usual: 0.02,
    sign: 'x',
    what: 'lines are kept whose expected character error rate is not above this',
  }),
  keep: setting(share, {
    usual: 0.33,
    sign: 'x',
    what: 'so large a share of the lines is kept too, the surest first, …',
  }),
  /** On a hand unlike the training lines up to twice as much is wrong as is expected (docs/adapt.md). */
  mostErrors: setting(share, { usual: 0.08, sign: 'x', what: '… but none whose expected error rate is above this' }),
  replayShare: setting(numbers({ under: 1 }), {
    usual: 0.33,
    sign: 'x',
    what: 'share of lines that the model knows among those that are learnt, so that it forgets nothing',
  }),
  languages: setting(list, {
    usual: ['english', 'french'],
    sign: 'name',
    what: 'languages of the lines that are drawn where `replay` names none; may be repeated',
    usually: 'english and french',
  }),
} as const satisfies Readonly<Record<string, Setting>>;

export const adaptingSchema = z.strictObject(schemasOf(adaptingSettings));

export type AdaptingSettings = z.infer<typeof adaptingSchema>;

/** The settings of training that adapting may be told; the others are the model's, or as usual. */
export const adaptTrainingNames = [
  ...([
    'epochs',
    'minutes',
    'steps',
    'patience',
    'batchPixels',
    'learningRate',
    'warmupSteps',
    'augmentation',
  ] as const),
  ...(['averageDecay', 'seed', 'threads', 'checkpointSeconds'] as const),
] as const;

export type AdaptTrainingName = (typeof adaptTrainingNames)[number];

/** They say what they do as in training, and have the recipe's values where they are left out. */
export const adaptTrainingSettings: Readonly<Record<AdaptTrainingName, Setting>> = {
  ...trainingSetting('epochs'),
  ...trainingSetting('minutes'),
  ...trainingSetting('steps', `${adaptingRecipe.steps} when no limit is given`),
  ...trainingSetting('patience'),
  ...trainingSetting('batchPixels'),
  ...trainingSetting('learningRate'),
  ...trainingSetting('warmupSteps'),
  ...trainingSetting('augmentation'),
  ...trainingSetting('averageDecay'),
  ...trainingSetting('seed'),
  ...trainingSetting('threads'),
  ...trainingSetting('checkpointSeconds'),
};

function trainingSetting<N extends AdaptTrainingName>(name: N, usually?: string): Readonly<Record<N, Setting>> {
  const told: Setting = lineSettings[name];
  const recipe: Readonly<Partial<Record<AdaptTrainingName, number>>> = adaptingRecipe;
  const usual = usually ?? (name === 'epochs' ? undefined : (recipe[name]?.toString() ?? told.usual));
  return Object.fromEntries([[name, { ...told, usual }]]) as Record<N, Setting>;
}

/** Rules between the options of adapting. */
export const adaptRules: readonly OptionRule[] = [
  { kind: 'excludes', options: ['lines', 'pages'], why: 'say the opposite; leave one of them out' },
  { kind: 'below', options: ['replayShare'], under: 1 },
  { kind: 'below', options: ['averageDecay'], under: 1 },
];

/** What was told, with the recipe where nothing was; a limit that is told takes the place of the recipe's. */
export function withRecipe(told: Partial<Pick<TrainingSettings, AdaptTrainingName>>): Partial<TrainingSettings> {
  const { steps, ...recipe } = adaptingRecipe;
  const isLimited = [told.steps, told.minutes, told.epochs].some((limit) => limit !== undefined);
  return { ...recipe, ...(isLimited ? {} : { steps }), ...told };
}

/** How often each of the lines with texts is learnt, so that they count beside the many that were read. */
export function copiesOfLabelled(labelled: number, chosen: number): number {
  if (labelled === 0) return 1;
  const wanted = Math.round((labelledShare * chosen) / labelled);
  return Math.max(1, Math.min(mostCopies, wanted));
}

/** Lines with texts are to be as many as this share of those that were read. */
const labelledShare = 0.5;
const mostCopies = 8;

/** How many lines that the model knows go with so many others. */
export function replayLines(others: number, { replayShare }: Pick<AdaptingSettings, 'replayShare'>): number {
  return Math.round((replayShare / (1 - replayShare)) * others);
}

/** Values by their names, of those that are told. */
export function toldAmong<T extends object, N extends keyof T>(values: T, names: readonly N[]): Partial<Pick<T, N>> {
  const told = names.filter((name) => values[name] !== undefined);
  return Object.fromEntries(told.map((name) => [name, known(values[name], 'an option that is told')])) as Partial<
    Pick<T, N>
  >;
}
