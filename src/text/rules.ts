/**
 * How texts are written down: one Unicode form, one kind of space, and where it is wished one kind of quote and dash. A
 * model carries the rules that it learnt by; references and predictions are compared under the same ones.
 */
import { directions } from './bidi.js';

export const unicodeForms = ['NFC', 'NFD', 'NFKC'] as const;
export type UnicodeForm = (typeof unicodeForms)[number];

export const whitespaceRules = ['collapse', 'keep'] as const;
export const quoteRules = ['keep', 'straight'] as const;
export const dashRules = ['keep', 'hyphen'] as const;

/** What a rule for texts can be, and what it is when nobody says it. */
export interface TextChoice<V extends string = string> {
  /** What the rule is called where it is told: by a program's option and by a flag. */
  readonly option: string;
  /** What stands for its value in help. */
  readonly sign: string;
  readonly values: readonly V[];
  readonly usual: V;
  /** For people: what it does, and of values that need it what they mean. */
  readonly what: string;
}

/** All rules. Schemas, flags and their help come from here. */
export const textChoices = {
  form: choice({
    option: 'normalize',
    sign: 'form',
    values: unicodeForms,
    usual: 'NFC',
    what: 'Unicode form of the texts',
  }),
  /** `keep` still makes spaces of line ends. */
  whitespace: choice({
    option: 'whitespace',
    sign: 'rule',
    values: whitespaceRules,
    usual: 'collapse',
    what: 'collapse: every run of white space is one space, none at the ends; keep',
  }),
  quotes: choice({
    option: 'quotes',
    sign: 'rule',
    values: quoteRules,
    usual: 'keep',
    what: 'straight: every quote and apostrophe becomes " or \'; keep',
  }),
  dashes: choice({
    option: 'dashes',
    sign: 'rule',
    values: dashRules,
    usual: 'keep',
    what: 'hyphen: every dash becomes -; keep',
  }),
  direction: choice({
    option: 'direction',
    sign: 'base',
    values: directions,
    usual: 'auto',
    what: 'which way lines run as a whole; auto: as most of their letters',
  }),
};

function choice<const V extends string>(rule: TextChoice<V>): TextChoice<V> {
  return rule;
}

/** A value of each rule. */
export type TextRules = {
  readonly [R in keyof typeof textChoices]: (typeof textChoices)[R]['usual'];
};

export const usualRules = Object.fromEntries(
  Object.entries(textChoices).map(([rule, { usual }]) => [rule, usual]),
) as TextRules;

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
