/** Flags from a table of settings: names, values and help. */
import { type Command, Option } from 'commander';
import type { NumberRange, Told } from '../training/index.js';
import { flagOf, withFlags } from './errors.js';
import { type NumberRule, number, several } from './flags.js';
import { moreOptions } from './option-groups.js';

/** What makes a value of a flag's text. @throws InvalidArgumentError for a wrong one */
type Parser = (text: string, before: never) => unknown;

export interface FlagTable<N extends string> {
  readonly settings: Readonly<Record<N, Told>>;
  /** Headings of the help, with the options under each; in this order. */
  readonly groups: Readonly<Record<string, readonly N[]>>;
  /** For texts that mean more than themselves. */
  readonly parsers: Readonly<Partial<Record<N, Parser>>>;
}

/** Adds a flag for each setting that stands in a group. */
export function addSettings<N extends string>(command: Command, { settings, groups, parsers }: FlagTable<N>): Command {
  const names = Object.keys(settings);
  for (const [heading, grouped] of Object.entries(groups)) {
    for (const name of grouped) {
      const option = settingFlag(name, settings[name], names, parsers[name]);
      command.addOption(option.helpGroup(heading));
    }
  }
  return command.addHelpOption(new Option('-h, --help', 'display help for command').helpGroup(moreOptions));
}

function settingFlag(name: string, told: Told, names: readonly string[], parser: Parser | undefined): Option {
  const { form, sign } = told;
  const flag = flagOf(name);
  const option = new Option(form.kind === 'switch' ? flag : `${flag} <${sign}>`, helpOf(told, names));
  if (form.kind === 'choice') return option.choices(form.values);
  const parse = parser ?? usualParser(told);
  return parse ? option.argParser<unknown>((text, before) => parse(text, before as never)) : option;
}

/** What a flag does, and what it is when it is left out. */
export function helpOf({ what, usual }: Told, names: readonly string[]): string {
  return withFlags(usual === undefined ? what : `${what} (default: ${usual})`, names);
}

function usualParser({ form }: Told): Parser | undefined {
  if (form.kind === 'number') return number(ruleOf(form.range));
  return form.kind === 'list' ? several : undefined;
}

/** An upper limit is not looked at here: what is wrong with a number that is too large is said by the library. */
function ruleOf({ whole, positive }: NumberRange): NumberRule {
  return whole ? { integer: true, least: positive ? 1 : 0 } : { exclusive: positive === true };
}
