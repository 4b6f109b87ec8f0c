/**
 * A value that must be there: an invariant of the code, and never a fault of a user.
 * @throws when it is missing
 */
export function known<T>(value: T | undefined, what: string): T {
  if (value === undefined) throw new Error(`${what} must be there`);
  return value;
}
