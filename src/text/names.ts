/** Characters as people can tell them apart: code point and Unicode name. */

/** U+00E9 */
export function codePoint(character: string): string {
  return `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
}

/**
 * The names of the Unicode Character Database, from the package unicode-name.
 * @returns `undefined` when the package is not installed
 */
export async function characterNames(): Promise<((character: string) => string) | undefined> {
  try {
    const { unicodeName } = await import('unicode-name');
    return (character) => unicodeName(character) ?? '';
  } catch {
    return undefined;
  }
}
