/** Options of a run against the tables that say what they may be. */
import type { z } from 'zod';
import { nearest } from '../text/index.js';
import { type Setting, TrainingError } from '../training/index.js';

type Values = Readonly<Record<string, unknown>>;
type Table = Readonly<Record<string, Setting>>;

/**
 * @param schema of the table, strict
 * @param place the function that is told them, for messages
 * @throws TrainingError that names the option, and the nearest one where it is not known
 */
export function checkedSettings<S extends z.ZodType>(
  schema: S,
  table: Table,
  values: Values,
  place: string,
): z.output<S> {
  const parsed = schema.safeParse(values);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  if (issue?.code === 'unrecognized_keys') {
    const [key = ''] = issue.keys;
    const meant = nearest(key, Object.keys(table));
    throw new TrainingError(`${place}: unknown option ${key}${meant ? `; did you mean ${meant}?` : ''}`, {
      code: 'training/unknown-option',
      details: { value: key },
    });
  }
  throw wrongValue(issue?.path ?? [], issue?.message, values, place);
}

/** @throws TrainingError that names the option that has another value than it may have */
export function checkOptions(table: Table, values: Values, place: string): void {
  for (const [name, { schema }] of Object.entries(table)) {
    const [issue] = schema.safeParse(values[name]).error?.issues ?? [];
    if (issue) throw wrongValue([name, ...issue.path], issue.message, values, place);
  }
}

function wrongValue(path: readonly PropertyKey[], rule: string | undefined, values: Values, place: string) {
  const value = values[String(path[0])];
  return new TrainingError(`${place}: ${path.join('.')}: ${rule}, got ${String(value)}`, {
    code: 'training/wrong-option',
    details: { value },
  });
}
