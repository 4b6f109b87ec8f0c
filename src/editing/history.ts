/**
 * What was done, to be undone: every value that there was stays as it was, and values share what did not change, so an entry
 * costs hardly more than what it changed.
 */
import { mapped } from './whole-page.js';

interface Entry<T> {
  readonly value: T;
  /** What was done, for people. */
  readonly label: string;
}

export interface History<T> {
  /** What there is now. */
  readonly value: T;
  /** What can be undone, the last thing last: each with the value before it. */
  readonly past: readonly Entry<T>[];
  /** What can be done again, the next thing last: each with the value after it. */
  readonly future: readonly Entry<T>[];
  /** Entries that are kept at most. */
  readonly most: number;
  /** Under which key the next change still belongs to the last entry. */
  readonly mergeKey?: string;
}

const usualEntries = 200;

/**
 * @param most things that can be undone, 1 and more; what is older is forgotten. Default: 200
 * @throws RangeError when there are fewer
 */
export function begin<T>(value: T, { most = usualEntries }: { readonly most?: number } = {}): History<T> {
  if (!(most >= 1)) throw new RangeError(`history: most must be 1 or more, got ${most}`);
  return { value, past: [], future: [], most };
}

/**
 * Something was done; what had been undone can't be done again after it.
 * @param label for people: what it was
 * @param mergeKey what was done with this key right before, nothing undone since, is one entry with this: as typing in one
 * line, for which the key names the line and is another one after a pause
 * @returns the very same history where the value is the one that there is
 */
export function done<T>(history: History<T>, label: string, value: T, mergeKey?: string): History<T> {
  if (value === history.value) return history;
  const isMerged = mergeKey !== undefined && mergeKey === history.mergeKey;
  const past = isMerged ? history.past : [...history.past, { value: history.value, label }].slice(-history.most);
  return { value, past, future: [], most: history.most, ...(mergeKey === undefined ? {} : { mergeKey }) };
}

/** @returns the very same history where nothing can be undone */
export function undo<T>(history: History<T>): History<T> {
  const last = history.past.at(-1);
  if (!last) return history;
  return {
    value: last.value,
    past: history.past.slice(0, -1),
    future: [...history.future, { value: history.value, label: last.label }],
    most: history.most,
  };
}

/** @returns the very same history where nothing can be done again */
export function redo<T>(history: History<T>): History<T> {
  const next = history.future.at(-1);
  if (!next) return history;
  return {
    value: next.value,
    past: [...history.past, { value: history.value, label: next.label }],
    future: history.future.slice(0, -1),
    most: history.most,
  };
}

/**
 * Something came to all values that does not belong to what was done, and that no undoing takes away.
 * @param change to be made of each value; values that it returns as they are stay shared
 * @returns the very same history where nothing changes
 */
export function rebased<T>(history: History<T>, change: (value: T) => T): History<T> {
  const entry = (before: Entry<T>): Entry<T> => {
    const value = change(before.value);
    return value === before.value ? before : { ...before, value };
  };
  const value = change(history.value);
  const [past, future] = [mapped(history.past, entry), mapped(history.future, entry)];
  const isSame = value === history.value && past === history.past && future === history.future;
  return isSame ? history : { ...history, value, past, future };
}

/** What would be undone; `undefined` where nothing can be. */
export function undoLabel({ past }: History<unknown>): string | undefined {
  return past.at(-1)?.label;
}

/** What would be done again; `undefined` where nothing can be. */
export function redoLabel({ future }: History<unknown>): string | undefined {
  return future.at(-1)?.label;
}
