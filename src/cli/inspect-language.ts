/** What a language model is, for people and for programs. */
import { readLanguageModel } from '../recognition/node.js';
import { print, printJson } from './screen.js';

/** Whether an argument names a language model. */
export function isLanguageModel(path: string): boolean {
  return /\.(lm|arpa)$/i.test(path);
}

/** @throws LanguageError when it can't be read */
export async function inspectLanguage(path: string, asJson: boolean): Promise<void> {
  const { model, name, source, unit, form } = await readLanguageModel(path);
  const characters =
    unit === 'character' ? [...model.vocabulary].filter((token) => [...token].length === 1) : undefined;
  if (asJson) {
    printJson({ path, form, name, source, unit, order: model.order, nGrams: model.counts, characters }, 2);
    return;
  }
  print(`${path}: a language model of ${unit}s (${form})`);
  print(`name      ${name}`);
  if (source !== undefined) print(`source    ${source}`);
  print(`n-grams   up to ${model.order}: ${model.counts.map((n) => n.toLocaleString('en-US')).join(', ')}`);
  if (characters) print(`characters  ${characters.sort().join('').replace(' ', '␣')}`);
}
