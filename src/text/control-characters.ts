/**
 * Characters that are no writing. Files may hold them by mistake: as letters of an alphabet they are refused, and on a
 * terminal they are shown by their numbers, since there they would act.
 */
import { codePoint } from './names.js';

/** Control characters but line ends and tabs, surrogates without their other half, and what Unicode calls noncharacters. */
const noWriting = /(?![\t\n\r])\p{Cc}|[\p{Cs}\p{Noncharacter_Code_Point}]/u;

/** Where a character most likely comes from. */
function causeOf(character: string): string {
  if (character === '\0') return '. UTF-16 without a byte order mark? Save it as UTF-8';
  if (/[\u0080-\u009F]/u.test(character)) return '. Windows-1252 taken for Latin-1? Save it as UTF-8';
  return '. Take it out';
}

/** Why a text can't be one that was written by hand, because of its first character that none can be; or `undefined`. */
export function textProblem(text: string): string | undefined {
  const character = noWriting.exec(text)?.[0];
  const kind = character && /\p{Cc}/u.test(character) ? 'a control character' : 'which is no character';
  return character && `the text has ${codePoint(character)}, ${kind}${causeOf(character)}`;
}

/** Control characters, line and paragraph separators, and what changes the direction of writing. */
const acting = /[\p{Cc}\u2028\u2029\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]/gu;

/** A text as it may be printed: characters that would act on a terminal stand as \u{202E}. */
export function printable(text: string): string {
  return text.replace(acting, (character) => `\\u{${codePoint(character).slice(2)}}`);
}

/** As `printable`, of several lines or columns: line ends and tabs stay. */
export function printableLines(text: string): string {
  return text.replace(acting, (character) => (/[\n\t]/.test(character) ? character : printable(character)));
}

/** JSON whose strings have such characters escaped, which changes nothing of what they are. */
export function printableJson(json: string): string {
  return json.replace(acting, (character) => (character === '\n' ? character : `\\u${codePoint(character).slice(2)}`));
}
