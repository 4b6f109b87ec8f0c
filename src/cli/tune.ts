/** ductus tune */
import type { Command } from 'commander';
import { judgedLines, judgedPoints } from '../evaluation/index.js';
import { type TunedFile, tuneLanguageFile } from '../evaluation/node.js';
import { fullPath } from '../files/index.js';
import { mostBeam } from '../recognition/index.js';
import { LanguageError, languagePath, starterLanguage, starterName } from '../recognition/node.js';
import { UsageError } from './errors.js';
import { number, threadsFlag } from './flags.js';
import { untilInterrupted } from './interrupts.js';
import { type LanguageFlags, languageFlag } from './language-flags.js';
import { count, percent, print, Screen } from './screen.js';
import { summariseSkipped } from './training-screen.js';

interface Flags extends LanguageFlags {
  readonly lm?: string;
  readonly out?: string;
  readonly lines?: number;
  readonly threads?: number;
  readonly json?: boolean;
}

const usualLines = 1000;

export function configureTune(command: Command): void {
  languageFlag(command)
    .description(
      'Finds the weights of a language model on lines with texts that neither the model nor the language model has seen, and puts them beside the model, where recognize and evaluate take them from.',
    )
    .argument('<model>', 'a model that ductus train wrote (.onnx), or starter')
    .argument('<data...>', 'validation lines')
    .option('--lm <file>', 'the language model (.lm, .arpa), or starter, which comes with ductus')
    .option('--lexicon <file>', 'a list of the only words that may be written')
    .option(
      '--out <file>',
      'where the weights go (.json; default: MODEL.lm.json beside MODEL.onnx, which reading takes by itself)',
    )
    .option('--lm-weight <x>', 'keep this weight, and find the bonus for it', number())
    .option(
      '--lm-bonus <x>',
      'keep this bonus, and find the weight for it',
      number({ least: Number.NEGATIVE_INFINITY }),
    )
    .option(
      '--beam <n>',
      'texts that are followed at a time (default: 32)',
      number({ integer: true, least: 1, most: mostBeam }),
    )
    .option(
      '--lines <n>',
      `lines to look at, drawn from all (default: ${usualLines})`,
      number({ integer: true, least: 1 }),
    )
    .option('--json', 'print the result as JSON');
  threadsFlag(command)
    .addHelpText(
      'after',
      `
Examples:
  ductus train-lm lines/train --out lm.arpa
  ductus tune model.onnx lines/val --lm lm.arpa     writes model.lm.json
  ductus recognize model.onnx scans/                reads with it
  ductus recognize model.onnx scans/ --no-lm        reads without`,
    )
    .action(run);
}

async function run(model: string, data: readonly string[], flags: Flags): Promise<void> {
  const { lm, lexicon, out, lmWeight: weight, lmBonus: bonus, beam } = flags;
  const languages = languagesToTune(flags);
  checkPlace(model, data, out);
  const screen = new Screen();
  const tuned = await untilInterrupted('no weights are written', (signal) =>
    tuneLanguageFile(model, data, {
      ...{ lm, languages, lexicon, out, weight, bonus, beam, signal },
      mostLines: flags.lines ?? usualLines,
      ...(flags.threads === undefined ? {} : { threads: flags.threads }),
      progress: ({ weight, bonus, characterErrorRate }, trials) =>
        screen.progress(`trial ${trials}: weight ${weight}, bonus ${bonus}: CER ${percent(characterErrorRate, 2)}`),
    }),
  )
    .catch((error: unknown) => {
      throw isOutside(error) ? outside(error) : error;
    })
    .finally(() => screen.clear());
  if (!tuned) return;
  if (flags.json) console.log(JSON.stringify(tuned));
  else report(tuned);
}

/** @throws UsageError where there is neither a language model nor a list of languages, or both */
function languagesToTune({ lm, language }: Flags): 'auto' | readonly string[] | undefined {
  if (language === 'none') throw new UsageError('tune --language none: there is nothing to weigh; give auto or names');
  if (language !== undefined && lm !== undefined) {
    throw new UsageError('--language and --lm each say what is weighed; leave one of them out');
  }
  if (language === undefined && (lm === undefined || (lm !== starterName && !/\.(lm|arpa)$/.test(lm)))) {
    throw new UsageError(
      'tune needs --lm FILE.arpa, FILE.lm or --language auto: what is weighed; make a model with train-lm, or give starter',
    );
  }
  return language;
}

/** @throws UsageError where the weights can't go where the flags say */
function checkPlace(model: string, data: readonly string[], out: string | undefined): void {
  const beside = languagePath(model);
  if (beside === undefined) {
    throw new UsageError(`tune takes MODEL.onnx first and DATA after it, got ${[model, ...data].join(' ')}`);
  }
  if (out === undefined && fullPath(beside) === fullPath(starterLanguage())) {
    throw new UsageError(`tune ${model} needs --out FILE.json, since the weights that come with it stay as they are`);
  }
  if (out !== undefined && !out.endsWith('.json')) {
    throw new UsageError(`tune --out ${out}: the weights go to a .json file, such as --out lm.json`);
  }
}

function isOutside(error: unknown): error is LanguageError {
  return error instanceof LanguageError && error.code === 'language/outside';
}

function outside({ path, details: { value } }: LanguageError): UsageError {
  return new UsageError(
    `tune: ${path} is read by itself, and so can only name files of its own folder, got ${value}. Copy that there, or give --out FILE.json and read with --lm FILE.json`,
  );
}

function report({ out, best, calibration, ...tuned }: TunedFile): void {
  const { weight, bonus, beam, characterErrorRate, invented } = best;
  print(
    `${count(tuned.lines, 'line')}, ${tuned.trials.length} trials: CER ${percent(characterErrorRate, 2)} instead of ${percent(tuned.greedyErrorRate, 2)} without a language`,
  );
  if (best.harm) {
    print(
      `sets above their rate without a language: by ${percent(best.harm.sets, 2)} in all; documents of ${judgedLines} lines and more that are worse by ${judgedPoints * 100} points: ${percent(best.harm.documents, 1)}`,
    );
  }
  print(`on ${count(tuned.blankLines, 'strip')} of paper without text: ${count(invented, 'character')} invented`);
  print(`${out}: weight ${weight}, bonus ${bonus}, beam ${beam}`);
  const { character, word } = calibration;
  print(`confidences: temperature ${character.toFixed(2)} of characters, ${word.toFixed(2)} of words`);
  for (const line of summariseSkipped(tuned.skipped)) print(`  skipped ${line}`);
}
