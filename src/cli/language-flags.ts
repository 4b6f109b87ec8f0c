/** The flags that say in which language to read. */
import type { Command } from 'commander';
import { type Language, type LanguageWeights, readLanguage } from '../recognition/index.js';
import { UsageError } from './errors.js';
import { number } from './flags.js';

export interface LanguageFlags {
  readonly lm?: string;
  readonly lexicon?: string;
  readonly lmWeight?: number;
  readonly lmBonus?: number;
  readonly beam?: number;
}

export function languageFlags(command: Command): Command {
  return command
    .option(
      '--lm <file>',
      'a language model: ARPA, of characters or words; or what ductus tune wrote (.json); or starter, which comes with ductus, of mostly French texts',
    )
    .option('--lexicon <file>', 'write no other words than those of this list, one a line')
    .option('--lm-weight <x>', "weight of the model beside the network's (default: tuned, or 0.5)", number())
    .option(
      '--lm-bonus <x>',
      'ln bonus for each character, of word models for each word (default: tuned, or 1 and 1.5)',
      number({ least: Number.NEGATIVE_INFINITY }),
    )
    .option(
      '--beam <n>',
      'texts that are followed at a time (default: tuned, or 32)',
      number({ integer: true, least: 1 }),
    );
}

/** @throws UsageError for weights without a model; LanguageError for files that can't be read */
export async function languageOf(flags: LanguageFlags): Promise<(Language & LanguageWeights) | undefined> {
  const { lm, lexicon, lmWeight: weight, lmBonus: bonus, beam } = flags;
  if (lm === undefined && (weight !== undefined || bonus !== undefined)) {
    throw new UsageError('--lm-weight and --lm-bonus weigh a language model; give --lm FILE too');
  }
  const given = { lm, lexicon, weight, bonus, beam };
  return readLanguage(Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)));
}

/** For reports: which files with which weights. */
export function describeLanguage({ lm, lexicon }: LanguageFlags, language: LanguageWeights | undefined): string {
  if (!language) return '';
  const { weight, bonus, beam } = language;
  return `${[lm, lexicon].filter(Boolean).join(' and ') || 'beam search'} (weight ${weight}, bonus ${bonus}, beam ${beam})`;
}
