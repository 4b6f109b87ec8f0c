/** --preprocessing: the steps that are done to line images, with commas. */
import { InvalidArgumentError } from 'commander';
import { type Preprocessing, type PreprocessingStep, preprocessingSteps, wordsOf } from '../image/index.js';
import { nearest } from '../text/index.js';

const steps = Object.entries<PreprocessingStep>(preprocessingSteps);
const words = steps.flatMap(([name, step]) => wordsOf(name, step));

/** The value of the flag. */
export function preprocessingValue(text: string): Partial<Preprocessing> {
  if (text === 'none') return {};
  return Object.fromEntries(text.split(',').map((word) => stepOf(word.trim())));
}

/** @returns name and value of the step that a word names */
function stepOf(word: string): readonly [string, boolean | string | number] {
  for (const [name, step] of steps) {
    if (step.kind === 'amount') {
      if (word.startsWith(`${name}=`)) return [name, amountOf(name, step, word.slice(name.length + 1))];
    } else if (wordsOf(name, step).includes(word)) return [name, step.kind === 'switch' || word];
  }
  const meant = nearest(word, words);
  throw new InvalidArgumentError(
    `no step "${word}"; there are ${words.join(', ')}${meant ? `; did you mean ${meant}?` : ''}.`,
  );
}

function amountOf(
  name: string,
  { least, most, unit }: PreprocessingStep & { readonly kind: 'amount' },
  text: string,
): number {
  const amount = Number(text);
  if (text !== '' && amount >= least && amount <= most) return amount;
  throw new InvalidArgumentError(`${name} must be a number of ${least} to ${most} ${unit}, got "${text}".`);
}
