/** The flags that say in which language to read. */
import type { Command } from 'commander';
import {
  type Language,
  LanguageError,
  type LanguageWeights,
  languageBeside,
  readLanguage,
} from '../recognition/index.js';
import { UsageError } from './errors.js';
import { number } from './flags.js';

export interface LanguageFlags {
  /** `false` for --no-lm. */
  readonly lm?: string | false;
  readonly lexicon?: string;
  readonly lmWeight?: number;
  readonly lmBonus?: number;
  readonly beam?: number;
}

export function languageFlags(command: Command): Command {
  return command
    .option(
      '--lm <file>',
      'a language model: ARPA, of characters or words; or what ductus tune wrote (.json); or starter, which comes with ductus, of mostly French texts (default: MODEL.lm.json beside MODEL.onnx, if there is one)',
    )
    .option('--no-lm', 'read without a language model, although one lies beside the model')
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

/** A language as it was read, and which files it comes from. */
export interface GivenLanguage {
  readonly language: Language & LanguageWeights;
  /** For people: which files with which weights. */
  readonly description: string;
}

/**
 * What the flags name, or else what belongs to the model.
 * @throws UsageError for weights without a model; LanguageError for files that can't be read
 */
export async function languageOf(flags: LanguageFlags, model?: string): Promise<GivenLanguage | undefined> {
  const { lexicon, lmWeight: weight, lmBonus: bonus, beam } = flags;
  const beside = flags.lm === undefined && model !== undefined ? await languageBeside(model) : undefined;
  const lm = flags.lm === false ? undefined : (flags.lm ?? beside);
  if (lm === undefined && (weight !== undefined || bonus !== undefined)) {
    throw new UsageError('--lm-weight and --lm-bonus weigh a language model; give --lm FILE too');
  }
  const language = await readLanguage({ lm, lexicon, weight, bonus, beam }).catch((error) => {
    if (!(error instanceof LanguageError) || beside === undefined) throw error;
    throw new LanguageError(`${error.message} ${beside} lies beside the model; --no-lm reads without it`);
  });
  if (!language) return undefined;
  const files = [lm, lexicon].filter(Boolean).join(' and ') || 'beam search';
  const weights = `weight ${language.weight}, bonus ${language.bonus}, beam ${language.beam}`;
  return { language, description: `${files} (${weights})` };
}
