/** Flags from a YAML file: the same names, checked by the same rules; what stands on the command line wins. */
import type { Command } from 'commander';
import { parse } from 'yaml';
import { FileError, readBytes } from '../files/index.js';
import { systemProblem } from '../runtime/index.js';
import { nearest } from '../text/index.js';
import { UsageError } from './errors.js';

const longestConfigBytes = 1_000_000;

/**
 * Sets the options of a command from a file.
 * @param repeatable options that may be given several times
 * @throws UsageError when the file can't be read, or a key or value is wrong
 */
export async function applyConfigFile(command: Command, path: string, repeatable: readonly string[]): Promise<void> {
  const contents = await readConfig(path);
  const options = new Map(command.options.map((option) => [option.long?.replace(/^--/, '') ?? '', option]));
  for (const [key, value] of Object.entries(contents)) {
    const option = options.get(key);
    if (!option || key === 'config') {
      const meant = nearest(
        key,
        [...options.keys()].filter((name) => name !== 'config'),
      );
      throw new UsageError(`${path}: unknown key "${key}"${meant ? `; did you mean "${meant}"?` : ''}`);
    }
    if (command.getOptionValueSource(option.attributeName()) === 'cli') continue;
    if (Array.isArray(value) && !repeatable.includes(option.attributeName()))
      throw new UsageError(`${path}: ${key} takes one value, got a list`);
    for (const item of Array.isArray(value) ? value : [value]) setOption(command, path, key, item);
  }
}

async function readConfig(path: string): Promise<Record<string, unknown>> {
  let text: string;
  try {
    text = new TextDecoder().decode(await readBytes(path, longestConfigBytes));
  } catch (error) {
    const problem = error instanceof FileError ? error.rule : `can't be read: ${systemProblem(error) ?? String(error)}`;
    throw new UsageError(`--config ${path}: ${problem}`);
  }
  let contents: unknown;
  try {
    contents = parse(text) ?? {};
  } catch (error) {
    throw new UsageError(`--config ${path}: not valid YAML: ${error instanceof Error ? error.message : error}`);
  }
  if (typeof contents !== 'object' || contents === null || Array.isArray(contents)) {
    throw new UsageError(`--config ${path}: must hold "flag: value" lines`);
  }
  return contents as Record<string, unknown>;
}

function setOption(command: Command, path: string, key: string, value: unknown): void {
  const option = command.options.find((candidate) => candidate.long === `--${key}`);
  if (!option) return;
  if (typeof value === 'object') throw new UsageError(`${path}: ${key} must have a value`);
  const name = option.attributeName();
  if (option.isBoolean()) {
    if (typeof value !== 'boolean') throw new UsageError(`${path}: ${key} must be true or false, got ${value}`);
    if (value) command.setOptionValueWithSource(name, true, 'config');
    return;
  }
  const text = String(value);
  if (option.argChoices && !option.argChoices.includes(text)) {
    throw new UsageError(`${path}: ${key} must be one of ${option.argChoices.join(', ')}, got ${text}`);
  }
  try {
    const parsed = option.parseArg ? option.parseArg(text, command.getOptionValue(name)) : text;
    command.setOptionValueWithSource(name, parsed, 'config');
  } catch (error) {
    throw new UsageError(`${path}: ${key}: ${error instanceof Error ? error.message : error} Got ${text}`);
  }
}
