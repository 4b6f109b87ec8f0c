/** Values of flags, checked as they are read. */
import { type Command, InvalidArgumentError } from 'commander';

interface NumberRule {
  readonly integer?: boolean;
  readonly least?: number;
  /** Whether `least` itself is too little. */
  readonly exclusive?: boolean;
}

/** A parser for a number. */
export function number({ integer = false, least = 0, exclusive = false }: NumberRule = {}): (text: string) => number {
  return (text) => {
    const value = Number(text);
    const large = exclusive ? value > least : value >= least;
    if (text.trim() === '' || !Number.isFinite(value) || !large || (integer && !Number.isInteger(value))) {
      throw new InvalidArgumentError(
        `It must be ${integer ? 'a whole number' : 'a number'} ${exclusive ? 'above' : 'of at least'} ${least}.`,
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
