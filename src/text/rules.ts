/**
 * How texts are written down: one Unicode form, one kind of space, and where it is wished one kind of quote and dash. A
 * model carries the rules that it learnt by; references and predictions are compared under the same ones.
 */
import type { Direction } from './bidi.js';

export const unicodeForms = ['NFC', 'NFD', 'NFKC'] as const;
export type UnicodeForm = (typeof unicodeForms)[number];

export const whitespaceRules = ['collapse', 'keep'] as const;
export const quoteRules = ['keep', 'straight'] as const;
export const dashRules = ['keep', 'hyphen'] as const;

export interface TextRules {
  readonly form: UnicodeForm;
  /** collapse: every run of white space is one space, none at the ends. keep: as it stands, but line ends are spaces. */
  readonly whitespace: (typeof whitespaceRules)[number];
  /** straight: every kind of quote and apostrophe becomes " or '. */
  readonly quotes: (typeof quoteRules)[number];
  /** hyphen: every kind of dash and hyphen becomes -. */
  readonly dashes: (typeof dashRules)[number];
  /** Which way lines run as a whole; auto: as most of their letters do. */
  readonly direction: Direction;
}

export const usualRules: TextRules = {
  form: 'NFC',
  whitespace: 'collapse',
  quotes: 'keep',
  dashes: 'keep',
  direction: 'auto',
};

/** What `quotes: straight` makes of signs. */
export const quoteTable: Readonly<Record<string, string>> = {
  ...Object.fromEntries([...'‘’‚‛′‵ʹʻʼʽ`´‹›'].map((sign) => [sign, "'"])),
  ...Object.fromEntries([...'“”„‟″‶«»〝〞'].map((sign) => [sign, '"'])),
};

/** What `dashes: hyphen` makes of signs. */
export const dashTable: Readonly<Record<string, string>> = Object.fromEntries(
  [...'‐‑‒–—―−⁃﹘﹣－'].map((sign) => [sign, '-']),
);

/** A text by the rules; applied again it stays as it is. */
export function applyRules(text: string, rules: TextRules = usualRules): string {
  let result = text.normalize(rules.form);
  if (rules.quotes === 'straight') result = replaced(result, quoteTable);
  if (rules.dashes === 'hyphen') result = replaced(result, dashTable);
  return rules.whitespace === 'keep'
    ? result.replace(/[\r\n\u2028\u2029]+/gu, ' ')
    : result.replace(/\s+/gu, ' ').trim();
}

function replaced(text: string, table: Readonly<Record<string, string>>): string {
  return Array.from(text, (character) => table[character] ?? character).join('');
}
