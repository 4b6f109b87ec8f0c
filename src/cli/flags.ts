/** Values of flags, checked as they are read. */
import { type Command, InvalidArgumentError, Option } from 'commander';
import { type TextRules, textChoices, type UnicodeForm, usualRules } from '../text/index.js';

export interface NumberRule {
  readonly integer?: boolean;
  readonly least?: number;
  /** Whether `least` itself is too little. */
  readonly exclusive?: boolean;
  readonly most?: number;
}

/** A parser for a number. */
export function number({
  integer = false,
  least = 0,
  exclusive = false,
  most = Number.POSITIVE_INFINITY,
}: NumberRule = {}): (text: string) => number {
  return (text) => {
    const value = Number(text);
    const large = exclusive ? value > least : value >= least;
    if (
      text.trim() === '' ||
      !Number.isFinite(value) ||
      !large ||
      value > most ||
      (integer && !Number.isInteger(value))
    ) {
      throw new InvalidArgumentError(
        `It must be ${integer ? 'a whole number' : 'a number'}${least === Number.NEGATIVE_INFINITY ? '' : ` ${exclusive ? 'above' : 'of at least'} ${least}`}${most === Number.POSITIVE_INFINITY ? '' : ` and at most ${most}`}.`,
      );
    }
    return value;
  };
}

/** A parser for a regular expression, kept as text. */
export function pattern(text: string): string {
  try {
    new RegExp(text, 'u');
  } catch (error) {
    throw new InvalidArgumentError(error instanceof Error ? error.message : String(error));
  }
  return text;
}

/** Collects a flag that may be given several times. */
export function several(value: string, before: readonly string[] | undefined): readonly string[] {
  return [...(before ?? []), value];
}

export function threadsFlag(command: Command): Command {
  return command.option(
    '--threads <n>',
    'threads to compute with (default: one for each core)',
    number({ integer: true, least: 1 }),
  );
}

export function groupByFlag(command: Command): Command {
  return command.option(
    '--group-by <regex>',
    'what it captures of a line\'s path is the line\'s document (default: the path without its last "_NNN")',
    pattern,
  );
}

/** How texts are written down; what is left out is as usual, or as the model has it. */
export interface TextFlags extends Partial<Omit<TextRules, 'form'>> {
  readonly normalize?: UnicodeForm;
}

export function textFlags(command: Command): Command {
  for (const { option, sign, values, usual, what } of Object.values(textChoices)) {
    command.addOption(new Option(`--${option} <${sign}>`, `${what} (default: ${usual})`).choices(values));
  }
  return command;
}

export function textRules({ normalize: form = usualRules.form, ...flags }: TextFlags): TextRules {
  const { whitespace, quotes, dashes, direction } = { ...usualRules, ...flags };
  return { form, whitespace, quotes, dashes, direction };
}
