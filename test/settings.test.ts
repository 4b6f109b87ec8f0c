/** What training can be told stands once: its flags, its schema, the docs and the rules between options agree. */
import { readFileSync } from 'node:fs';
import { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { settingsFile, settingsPage } from '../docs/settings.js';
import { flagOf, withFlags } from '../src/cli/errors.js';
import { groupByFlag, threadsFlag } from '../src/cli/flags.js';
import { helpOf } from '../src/cli/setting-flags.js';
import { configureTrain, trainGroups, trainOptions } from '../src/cli/train.js';
import { configureTrainLayout, trainLayoutGroups, trainLayoutOptions } from '../src/cli/train-layout.js';
import { augmentationKinds, preprocessingSteps, wordsOf } from '../src/image/index.js';
import { TrainingError, train } from '../src/index.js';
import {
  layoutRunOptions,
  layoutSettings,
  lineSettings,
  type OptionRule,
  optionRules,
  runOptions,
} from '../src/runs/index.js';
import { resume, resumeLayout, type TrainLayoutOptions, type TrainOptions } from '../src/runs/node.js';
import { changeableSettings, type Setting } from '../src/training/index.js';
import { sharedProcess } from './cli-runner.js';

const ductus = sharedProcess();

/** All that `train` takes beside the data and the signals; that none is missing is checked by the compiler. */
const settings: Readonly<Record<keyof Omit<TrainOptions, 'data' | 'signal' | 'abandon' | 'validating'>, Setting>> = {
  ...lineSettings,
  ...runOptions,
};

/** The same of `trainLayout`. */
const ofLayout: Readonly<
  Record<keyof Omit<TrainLayoutOptions, 'data' | 'signal' | 'abandon' | 'validating'>, Setting>
> = {
  ...layoutSettings,
  ...layoutRunOptions,
};

it('docs/settings.md says what there is (if not: npm run settings)', () => {
  expect(readFileSync(settingsFile, 'utf8')).toBe(settingsPage());
});

it('every option of the command stands in one group of its help', () => {
  expect(Object.values(trainGroups).flat().sort()).toEqual(Object.keys(trainOptions).sort());
  expect(Object.values(trainLayoutGroups).flat().sort()).toEqual(Object.keys(trainLayoutOptions).sort());
});

it('flags that other commands have too say the same there', () => {
  const command = groupByFlag(threadsFlag(new Command('other')));
  const said = command.options.map(({ long, description }) => [long, description]);
  const names = ['threads', 'groupBy'] as const;
  expect(said).toEqual(names.map((name) => [flagOf(name), helpOf(trainOptions[name], [])]));
});

describe.each([
  ['train', configureTrain, settings],
  ['train-layout', configureTrainLayout, ofLayout],
])('a flag of %s takes the numbers that a program may give', (name, configure, table) => {
  const command = new Command(name);
  configure(command);
  const taken = (work: () => unknown) => {
    try {
      return work();
    } catch {
      return undefined;
    }
  };
  const numeric = Object.entries(table).flatMap(([option, { form, schema }]) =>
    form.kind === 'number' ? [[option, schema] as const] : [],
  );
  it.each(numeric)('%s', (option, schema) => {
    const flag = command.options.find(({ long }) => long === flagOf(option));
    for (const value of [-1, 0, 0.25, 1, 1.5, 2, Number.NaN]) {
      // What is too large is refused by the library, in words that the command gives on.
      const isLimit = schema.safeParse(value).error?.issues[0]?.code === 'too_big';
      const wanted = isLimit || schema.safeParse(value).success ? value : undefined;
      expect(taken(() => flag?.parseArg?.(String(value), undefined))).toBe(wanted);
    }
  });
});

describe('a rule between options is the same for a program and for the command', () => {
  const examples: Readonly<Record<string, unknown>> = {
    preset: 'fast',
    spec: '[1,48,0,1 Lbx9]',
    alphabet: 'keep',
    batchNorm: 'running',
    trainers: 3,
    roundSteps: 30,
    outerLearningRate: 0.5,
    outerMomentum: 0.5,
    lockSeconds: 10,
  };
  /** Options that break a rule. */
  const breaking = (rule: OptionRule) =>
    (rule.kind === 'needs' ? rule.options.slice(0, 1) : [...rule.options]).map(
      (name) => [name, rule.kind === 'below' ? rule.under : examples[name]] as const,
    );

  it.each(optionRules)('$kind $options', async (rule) => {
    const broken = breaking(rule);
    const error = await train({ data: ['x'], out: 'm.onnx', ...Object.fromEntries(broken) })
      .next()
      .catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(TrainingError);
    const { message, code, details } = error as TrainingError;
    expect(code).toBe(rule.kind === 'below' ? 'training/wrong-option' : 'training/conflict');
    expect(details.options).toEqual(rule.options);
    for (const name of rule.options) expect(message).toContain(`\`${name}\``);
    const flags = broken.flatMap(([name, value]) => [flagOf(name), String(value)]);
    const typed = await ductus(['train', 'x', '--out', 'm.onnx', ...flags]);
    const words = withFlags(message.replace(/^train: /, ''), rule.options);
    expect([typed.code, typed.err.trim()]).toEqual([2, `ductus: ${words}`]);
  });
});

it.each([
  [
    { alphabet: 'kept', from: 'm.onnx' },
    'train: alphabet: Invalid option: expected one of "keep"|"union"|"new", got kept',
  ],
  [{ groupBy: /a/ }, 'train: groupBy: Invalid input: expected string, received RegExp, got /a/'],
  [{ overwrite: 'yes' }, 'train: overwrite: Invalid input: expected boolean, received string, got yes'],
  [{ lineHeight: 0.5 }, 'train: lineHeight must be a whole number of pixels, got 0.5'],
  [{ preset: 'best' }, 'train: preset must be one of fast, accurate, got best'],
])('a program that gives %j is told what it may give', async (wrong, message) => {
  const events = train({ data: ['x'], out: 'm.onnx', ...wrong } as unknown as TrainOptions);
  await expect(events.next()).rejects.toThrow(message);
});

describe('a run that goes on refuses what it can not be told anew, before it looks for the run', () => {
  const changeable: readonly string[] = changeableSettings;
  const refusal = (changes: object) =>
    resume('no-such-run', changes)
      .next()
      .catch((error: unknown) => error);
  it.each(['data', ...Object.keys(settings).filter((name) => !changeable.includes(name))])('%s', async (name) => {
    expect(await refusal({ [name]: 3 })).toMatchObject({
      code: 'training/conflict',
      message: expect.stringContaining(name === 'data' ? 'leave DATA out' : `\`${name}\` can't be changed`),
    });
  });

  it.each([
    ['x', { data: ['x'] }],
    ['--seed 3 --group-by a', { seed: 3, groupBy: 'a' }],
  ])('as the command does: %s', async (args, changes) => {
    const { message, details } = (await refusal(changes)) as TrainingError;
    const typed = await ductus(['train', ...args.split(' '), '--resume', 'no-such-run']);
    expect(typed.code).toBe(2);
    // Flags are named in the order of the help.
    const words = (text: string) => text.split(/[\s,]+/).sort();
    expect(words(typed.err.trim())).toEqual(words(`ductus: ${withFlags(message.slice(8), details.options)}`));
  });

  it.each(['data', ...Object.keys(ofLayout).filter((name) => !changeable.includes(name))])(
    '%s, where page layout is trained',
    async (name) => {
      await expect(resumeLayout('no-such-run', { [name]: 3 }).next()).rejects.toThrow(/^resumeLayout: /);
    },
  );

  it('and takes the others', async () => {
    for (const name of changeable) {
      expect(await refusal({ [name]: 3 })).toMatchObject({ message: expect.stringContaining('no run is there') });
    }
  });
});

describe('the docs name what there is', () => {
  const rowsOf = (path: string) =>
    [...readFileSync(path, 'utf8').matchAll(/^\| (`.+) \|$/gm)].map(([, row = '']) =>
      row.split(' | ').map((cell) => cell.trim()),
    );

  it('docs/augmentation.md: amounts and shares with their usual values', () => {
    const told = Object.entries(augmentationKinds).filter(([, { kind }]) => kind !== 'factor');
    const rows = told.map(([name, { usual, what }]) => [`\`${name}\``, String(usual), what]);
    expect(rowsOf('docs/augmentation.md').slice(0, rows.length)).toEqual(rows);
  });

  it('docs/preprocessing.md: steps in their order', () => {
    const words = Object.entries(preprocessingSteps).flatMap(([name, step]) => wordsOf(name, step));
    expect(rowsOf('docs/preprocessing.md').map(([word]) => word)).toEqual(words.map((word) => `\`${word}\``));
  });
});
