/**
 * What transcribers write into the texts of lines besides what stands there, and what is made of it before a line is compared
 * with what was read. The rules are those by which ready lines have been made of the same pages:
 *
 * - `^` says that what comes next is raised, and `_` before a word that it is underlined: both are taken out. Inside a word and
 *   alone `_` is a sign like others.
 * - `¬` at the end of a line is a hyphen.
 * - What is in `>…<`, `<…>`, `[[…]]` or `⟦…⟧`, even if nothing is, or begins or ends there, is crossed out: ink that no text
 *   says, so the line has no reference.
 * - `[?]`, `[…?…]`, `(???)`, `???`, `$$$` and `~~~` stand where nobody could read: no reference either.
 */
export type NoReference = 'crossed out' | 'unread' | 'no text';

export interface UnmarkedText {
  readonly text: string;
  /** Why what was read can't be compared with it. */
  readonly leftOut?: NoReference;
}

const crossedOut = /[<>⟦⟧]|\[\[|\]\]/u;
const unread = /\[[^\]]*\?[^\]]*\]|\?{3}|\${2}|~{2}|⎀/u;

export function withoutMarks(marked: string): UnmarkedText {
  const text = marked
    .replaceAll('^_', '')
    .replaceAll('^', '')
    .replaceAll('¬', '-')
    .replace(/(?<![\p{L}\p{N}\p{M}_])_(?=[^\s_])/gu, '')
    .trim();
  if (unread.test(text)) return { text, leftOut: 'unread' };
  if (crossedOut.test(text)) return { text, leftOut: 'crossed out' };
  return text === '' ? { text, leftOut: 'no text' } : { text };
}
