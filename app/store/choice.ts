/** Small choices of the person, such as the language. Where the browser keeps nothing they last as long as the tab. */
export function keptChoice(name: string): string | undefined {
  try {
    return localStorage.getItem(`ductus-${name}`) ?? undefined;
  } catch {
    return undefined;
  }
}

export function keepChoice(name: string, value: string): void {
  try {
    localStorage.setItem(`ductus-${name}`, value);
  } catch {
    // Refused, as in a private window.
  }
}
