/** From a text as it stands in a file to the text of a sample: one place for all formats. */
import { applyRules, type TextRules, textProblem } from '../text/index.js';

export interface TextOptions {
  /** How texts are to be written down; raw: as they stand. */
  readonly text?: TextRules | 'raw';
  /** Whether lines whose text is empty are samples too: to be measured on, not to be learnt from. Default: false. */
  readonly keepEmpty?: boolean;
}

/** The text of a sample, or why it can be none. */
export type CleanText = (text: string) => { readonly text: string } | { readonly reason: string };

export const emptyText = 'the text is empty';

export function cleanerOf({ text: rules, keepEmpty = false }: TextOptions): CleanText {
  return (written) => {
    const text = rules === 'raw' ? written.replace(/[\r\n]+$/, '') : applyRules(written, rules);
    // As it stands, a text may have white space that the rules will make spaces of.
    const problem = textProblem(rules === 'raw' ? text.replace(/\s+/gu, ' ') : text);
    if (problem !== undefined) return { reason: problem };
    return text.trim() === '' && !keepEmpty ? { reason: emptyText } : { text };
  };
}
