/** The package unicode-name comes without types. */
declare module 'unicode-name' {
  export function unicodeName(character: string): string | undefined;
}
