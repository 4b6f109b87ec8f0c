/** The flags that say in which language to read. */
import { type Command, InvalidArgumentError } from 'commander';
import { type Language, type LanguageWeights, mostBeam } from '../recognition/index.js';
import { LanguageError, languageBeside, readLanguage, readLanguageSet } from '../recognition/node.js';
import { UsageError } from './errors.js';
import { number } from './flags.js';

export interface LanguageFlags {
  /** `false` for --no-lm. */
  readonly lm?: string | false;
  readonly language?: 'auto' | 'none' | readonly string[];
  readonly lexicon?: string;
  readonly lmWeight?: number;
  readonly lmBonus?: number;
  readonly beam?: number;
}

export function languageFlags(command: Command): Command {
  return languageModelFlags(languageFlag(command));
}

export function languageModelFlags(command: Command): Command {
  refuseBoth(command, 'lm', 'no-lm');
  return command
    .option(
      '--lm <file>',
      'a language model: .lm or ARPA, of characters or words; or what ductus tune wrote (.json); or starter: the eight languages that come with ductus, each document in its own (default: MODEL.lm.json beside MODEL.onnx, if there is one)',
    )
    .option('--no-lm', 'read without the language model that lies beside the model')
    .option(
      '--lexicon <file>',
      'write no other words than those of this list, one a line; with the language model, if there is one',
    )
    .option('--lm-weight <x>', "weight of the model beside the network's (default: tuned, or 0.5)", number())
    .option(
      '--lm-bonus <x>',
      'ln bonus for each character, of word models for each word (default: tuned, or 1 and 1.5)',
      number({ least: Number.NEGATIVE_INFINITY }),
    )
    .option(
      '--beam <n>',
      'texts that are followed at a time (default: tuned, or 32)',
      number({ integer: true, least: 1, most: mostBeam }),
    );
}

export function languageFlag(command: Command): Command {
  return command.option(
    '--language <names>',
    'languages, such as fr,de, of which each document is read in its own; auto: of all that come with ductus; none: read without one (default: as tuned for the model; for starter auto)',
    languageValue,
  );
}

function languageValue(text: string): NonNullable<LanguageFlags['language']> {
  if (text === 'auto' || text === 'none') return text;
  const names = text.split(',').filter(Boolean);
  if (names.length > 0) return names;
  throw new InvalidArgumentError('It must be auto, none, or names of languages with commas between them.');
}

/** One value would win over the other in silence. */
function refuseBoth(command: Command, flag: string, opposite: string): void {
  const named = new Set<string>();
  for (const name of [flag, opposite]) {
    command.on(`option:${name}`, () => {
      named.add(name);
      if (named.size === 2) throw new UsageError(`--${flag} and --${opposite} say the opposite; leave one of them out`);
    });
  }
}

/** A language to read in, and what it was made of. */
export interface LanguageInUse {
  readonly language: Language & LanguageWeights;
  readonly lm: string | undefined;
  readonly lexicon: string | undefined;
}

/**
 * What the flags name, or else the language model that lies beside the model.
 * @throws UsageError for weights without a language model; LanguageError for files that can't be read
 */
export async function languageOf(flags: LanguageFlags, model?: string): Promise<LanguageInUse | undefined> {
  const { lexicon, lmWeight: weight, lmBonus: bonus, beam } = flags;
  if (flags.language !== undefined && flags.lm !== undefined) {
    const named = flags.lm === false ? '--no-lm' : '--lm';
    throw new UsageError(`--language and ${named} each say what is read with; leave one of them out`);
  }
  if (flags.language !== undefined && flags.language !== 'none') {
    const words = lexicon === undefined ? undefined : (await readLanguage({ lexicon }))?.lexicon;
    const language = await readLanguageSet(flags.language, model, { weight, bonus, beam });
    return { language: { ...language, lexicon: words }, lm: undefined, lexicon };
  }
  const isNone = flags.lm === false || flags.language === 'none';
  const beside = !isNone && flags.lm === undefined && model !== undefined ? await besideModel(model) : undefined;
  const lm = flags.lm === false ? undefined : (flags.lm ?? beside);
  if (lm === undefined && (weight !== undefined || bonus !== undefined)) {
    const off = flags.lm === false ? '--no-lm' : '--language none';
    const next = isNone ? `leave out ${off}` : 'give --lm FILE too';
    throw new UsageError(`--lm-weight and --lm-bonus weigh a language model; ${next}`);
  }
  try {
    const language = await readLanguage({ lm, lexicon, weight, bonus, beam });
    return language && { language, lm, lexicon };
  } catch (error) {
    if (beside === undefined || !(error instanceof LanguageError) || error.path === lexicon) throw error;
    throw readWithout(beside, error);
  }
}

async function besideModel(model: string): Promise<string | undefined> {
  try {
    return await languageBeside(model);
  } catch (error) {
    throw error instanceof LanguageError ? readWithout(error.path, error) : error;
  }
}

/** Nobody has named the file, so it is said where it comes from. @param flag what reads without it */
export function readWithout(
  beside: string,
  { message, code, details }: LanguageError,
  flag: '--no-lm' | '--language none' = '--no-lm',
): LanguageError {
  return new LanguageError(beside, `it lies beside the model; ${flag} reads without it. ${message}`, { code, details });
}

/** For people: which files with which weights. */
export function describeLanguage({ language, lm, lexicon }: LanguageInUse): string {
  const { weight, bonus, beam, languages } = language;
  const each = languages && `each document in its language, of ${languages.map(({ name }) => name).join(', ')}`;
  return `${[each ?? lm, lexicon].filter(Boolean).join(' and ') || 'beam search'} (weight ${weight}, bonus ${bonus}, beam ${beam})`;
}

/** The same before anything is read; where nobody has named it, with how to read without it. */
export function languageNote(inUse: LanguageInUse, { lm, language }: LanguageFlags): string {
  const isBeside = lm === undefined && language === undefined && inUse.lm !== undefined;
  return `read with ${describeLanguage(inUse)}${isBeside ? '; --no-lm reads without it' : ''}`;
}

/** For programs; `null` where the model reads alone. */
export function languageAsJson(inUse: LanguageInUse | undefined) {
  if (!inUse) return null;
  const { weight, bonus, beam, languages } = inUse.language;
  const of = languages ? { of: languages.map(({ name }) => name) } : {};
  return { lm: inUse.lm, lexicon: inUse.lexicon, weight, bonus, beam, ...of };
}
