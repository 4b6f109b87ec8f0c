/** Rules between the options of a run. A program meets them as errors of `train` and `resume`, a command before it begins. */
import type { ErrorCode } from '../error-codes.js';
import { changeableSettings, type NumberRange, type Told, TrainingError } from '../training/index.js';
import { lineSettings, machineOptions, runOptions } from './option-table.js';

/** Options and their values. */
type OptionValues = Readonly<Record<string, unknown>>;

/** What is wrong with some options together. */
export interface OptionProblem {
  /** Names options in backticks. */
  readonly message: string;
  readonly options: readonly string[];
  readonly code: ErrorCode;
}

export type OptionRule =
  | { readonly kind: 'excludes'; readonly options: readonly [string, string]; readonly why: string }
  | {
      readonly kind: 'needs';
      readonly options: readonly [string, string];
      /** Of the first option, where not all need the second. */
      readonly value?: string;
      readonly why: string;
    }
  | { readonly kind: 'below'; readonly options: readonly [string]; readonly under: number };

/** All rules of `train`, in the order in which they are looked at. */
export const optionRules: readonly OptionRule[] = [
  { kind: 'excludes', options: ['preset', 'spec'], why: 'both say what the network is; give one of them' },
  {
    kind: 'needs',
    options: ['alphabet', 'from'],
    why: 'says what becomes of the alphabet of `from` MODEL; give `from` too',
  },
  {
    kind: 'needs',
    options: ['batchNorm', 'from'],
    value: 'running',
    why: 'running means the statistics of `from` MODEL; give `from` too',
  },
  ...limitsOf(lineSettings),
  ...limitsOf(runOptions),
  ...machineOptions.map((option) => ({
    kind: 'needs' as const,
    options: [option, 'exchange'] as const,
    why: 'is of training over machines; give `exchange` PLACE too',
  })),
];

/** The limits of a table's numbers that their names and least values don't tell. */
export function limitsOf(table: Readonly<Record<string, Told>>): readonly OptionRule[] {
  return Object.entries(table).flatMap(([name, { form }]) => (form.kind === 'number' ? limitOf(name, form.range) : []));
}

function limitOf(name: string, { under }: NumberRange): readonly OptionRule[] {
  return under === undefined ? [] : [{ kind: 'below', options: [name], under }];
}

/** The first rule that options break. @param rules default: those of `train` */
export function optionProblem(
  values: OptionValues,
  rules: readonly OptionRule[] = optionRules,
): OptionProblem | undefined {
  for (const rule of rules) {
    const problem = problemOf(rule, values);
    if (problem) return { options: rule.options, ...problem };
  }
  return undefined;
}

function problemOf(rule: OptionRule, values: OptionValues): Omit<OptionProblem, 'options'> | undefined {
  const [name, partner = name] = rule.options;
  const value = values[name];
  if (rule.kind === 'below') {
    if (typeof value !== 'number' || value < rule.under) return undefined;
    return { message: `${sentenceOf(rule)}, got ${value}`, code: 'training/wrong-option' };
  }
  const hasPartner = values[partner] !== undefined;
  if (rule.kind === 'needs' && rule.value !== undefined && value !== rule.value) return undefined;
  if (value === undefined || hasPartner !== (rule.kind === 'excludes')) return undefined;
  return { message: sentenceOf(rule), code: 'training/conflict' };
}

/** A rule for people; options stand in backticks. */
export function sentenceOf(rule: OptionRule): string {
  const names = rule.options.map((option) => `\`${option}\``);
  if (rule.kind === 'excludes') return `${names.join(' and ')} ${rule.why}`;
  return `${names[0]} ${rule.kind === 'needs' ? rule.why : `must be 0 or more and under ${rule.under}`}`;
}

/** What is wrong with what a run that goes on is told. */
export function changeProblem(values: OptionValues): OptionProblem | undefined {
  if (values.data !== undefined) return conflict('`resume` takes the data of its run; leave DATA out', []);
  const changeable = new Set<string>(changeableSettings);
  const fixed = Object.keys(values).filter((name) => values[name] !== undefined && !changeable.has(name));
  if (fixed.length === 0) return undefined;
  const names = fixed.map((name) => `\`${name}\``).join(', ');
  return conflict(`\`resume\` goes on exactly as the run began; ${names} can't be changed`, fixed);
}

function conflict(message: string, options: readonly string[]): OptionProblem {
  return { message, options: ['resume', ...options], code: 'training/conflict' };
}

/** @throws TrainingError when there is a problem */
export function refuse(problem: OptionProblem | undefined, place: string): void {
  if (problem === undefined) return;
  const { message, options, code } = problem;
  throw new TrainingError(`${place}: ${message}`, { code, details: { options } });
}
