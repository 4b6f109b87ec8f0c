/** The instructions of a Dockerfile, as far as those in deploy/ go: no heredocs, no arguments, no escapes but of line ends. */

export interface Instruction {
  /** FROM, COPY … */
  readonly name: string;
  /** What stands behind it, on one line. */
  readonly rest: string;
  /** Where it begins, from 1. */
  readonly line: number;
}

export function instructionsOf(file: string): readonly Instruction[] {
  const instructions: Instruction[] = [];
  let open = '';
  let begun = 0;
  for (const [index, text] of file.split('\n').entries()) {
    if (/^\s*(?:#|$)/.test(text)) continue;
    if (open === '') begun = index + 1;
    open += text.trim().replace(/\\$/, ' ');
    if (text.trim().endsWith('\\')) continue;
    const [, name = '', rest = ''] = /^(\S+)\s+(.*)$/.exec(open) ?? [];
    instructions.push({ name, rest, line: begun });
    open = '';
  }
  return instructions;
}

/** The words of a command in the form of a list, which may stand behind flags and CMD. */
export function wordsOf(rest: string): readonly string[] {
  const words: unknown = JSON.parse(rest.slice(rest.indexOf('[')));
  if (!Array.isArray(words)) throw new Error(`${rest} is no list of words`);
  return words.map(String);
}
