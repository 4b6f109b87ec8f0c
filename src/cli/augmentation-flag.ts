/** --augmentation: a strength, or a YAML file that says how much of what. */
import { readFileSync } from 'node:fs';
import { InvalidArgumentError } from 'commander';
import { parse } from 'yaml';
import { type AugmentationChoice, augmentationKinds } from '../image/index.js';
import { nearest } from '../text/index.js';
import { number } from './flags.js';

/** The value of the flag. */
export function augmentationValue(text: string): AugmentationChoice {
  if (/^[\d.]/.test(text) && Number.isFinite(Number(text))) return number()(text);
  const values = readYaml(text);
  for (const [key, value] of Object.entries(values)) {
    if (!Object.hasOwn(augmentationKinds, key)) {
      const meant = nearest(key, Object.keys(augmentationKinds));
      throw new InvalidArgumentError(`${text}: unknown key "${key}"${meant ? `; did you mean "${meant}"?` : ''}`);
    }
    if (typeof value !== 'number' || !(value >= 0)) {
      throw new InvalidArgumentError(`${text}: ${key} must be a number of at least 0, got ${String(value)}`);
    }
  }
  return values;
}

function readYaml(path: string): Readonly<Record<string, unknown>> {
  let values: unknown;
  try {
    values = parse(readFileSync(path, 'utf8')) ?? {};
  } catch (error) {
    throw new InvalidArgumentError(
      `It must be a strength such as 0.7, or a YAML file of amounts. ${error instanceof Error ? error.message : error}`,
    );
  }
  if (typeof values !== 'object' || values === null || Array.isArray(values)) {
    throw new InvalidArgumentError(`${path}: must hold "amount: number" lines, such as "slant: 0.3"`);
  }
  return values as Readonly<Record<string, unknown>>;
}
