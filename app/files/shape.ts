/** Checks what came from outside, part by part. A dozen lines do for the one format that the app reads itself. */

export class ShapeError extends Error {
  override readonly name = 'ShapeError';
}

/** Takes a value as what it should be. @throws ShapeError that says where it is not */
export type Check<T> = (value: unknown, where: string) => T;

function refuse(where: string, expected: string): never {
  throw new ShapeError(`${where || 'the whole'}: must be ${expected}`);
}

export const text: Check<string> = (value, where) => (typeof value === 'string' ? value : refuse(where, 'a text'));

/** JSON has no other numbers than finite ones. */
export const number: Check<number> = (value, where) => (typeof value === 'number' ? value : refuse(where, 'a number'));

export const flag: Check<boolean> = (value, where) => (typeof value === 'boolean' ? value : refuse(where, 'true or false'));

export function literal<const T extends string | number | boolean>(...allowed: readonly T[]): Check<T> {
  return (value, where) => allowed.find((known) => known === value) ?? refuse(where, allowed.join(' or '));
}

export function list<T>(check: Check<T>): Check<readonly T[]> {
  return (value, where) =>
    Array.isArray(value) ? value.map((item, index) => check(item, `${where}[${index}]`)) : refuse(where, 'a list');
}

/** By any keys. */
export function table<T>(check: Check<T>): Check<Readonly<Record<string, T>>> {
  return (value, where) =>
    Object.fromEntries(Object.entries(asObject(value, where)).map(([key, item]) => [key, check(item, `${where}.${key}`)]));
}

type Shape = Readonly<Record<string, Check<unknown>>>;
type Checked<S extends Shape> = { readonly [Key in keyof S]: S[Key] extends Check<infer T> ? T : never };

/** Keys that must be there, and keys that may be. Others are left out: a later version may have more to say. */
export function object<S extends Shape, O extends Shape = Record<never, never>>(
  needed: S,
  optional?: O,
): Check<Checked<S> & Partial<Checked<O>>> {
  return (value, where) => {
    const record = asObject(value, where);
    const wanted = [
      ...Object.entries(needed),
      ...Object.entries(optional ?? {}).filter(([key]) => record[key] !== undefined),
    ];
    const checked = wanted.map(([key, check]) => [key, check(record[key], where ? `${where}.${key}` : key)]);
    return Object.fromEntries(checked) as Checked<S> & Partial<Checked<O>>;
  };
}

function asObject(value: unknown, where: string): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return refuse(where, 'an object');
  return value as Readonly<Record<string, unknown>>;
}
