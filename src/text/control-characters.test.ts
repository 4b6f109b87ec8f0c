import { describe, expect, it } from 'vitest';
import { printable, printableLines, textProblem } from './index.js';

describe('characters that are no writing', () => {
  it.each([
    ['a\u0000b', 'U+0000', 'UTF-16 without a byte order mark?'],
    ['a\u0007b', 'U+0007', 'Take it out'],
    ['a\u000cb', 'U+000C', 'Take it out'],
    ['a\u007fb', 'U+007F', 'Take it out'],
    ['a\u0092b', 'U+0092', 'Windows-1252 taken for Latin-1?'],
    ['a\ud800b', 'U+D800, which is no character', 'Take it out'],
    ['a\ufdd0b', 'U+FDD0', 'Take it out'],
    ['a\uffffb', 'U+FFFF', 'Take it out'],
    ['a\u{1fffe}b', 'U+1FFFE', 'Take it out'],
  ])('%j is refused by its number', (text, number, cause) => {
    const problem = textProblem(text);
    expect(problem).toContain(`the text has ${number}`);
    expect(problem).toContain(cause);
  });

  it('white space, joiners, directions, private letters and those of other planes are writing', () => {
    expect(textProblem('a\t\r\n \u00a0\u200d\u200f\u202b\ue8bf\u{1e900}é')).toBeUndefined();
  });
});

describe('what is printed', () => {
  it('shows by their numbers what would act on a terminal, and nothing else', () => {
    expect(printable('\u001b[2Ja\u009b1mb\u007f\r\n\t')).toBe(
      '\\u{001B}[2Ja\\u{009B}1mb\\u{007F}\\u{000D}\\u{000A}\\u{0009}',
    );
    expect(printable('\u202egpj\u2066\u2069\u200f\u061c\u2028')).toBe(
      '\\u{202E}gpj\\u{2066}\\u{2069}\\u{200F}\\u{061C}\\u{2028}',
    );
    expect(printable('é שלום \u200d 😀')).toBe('é שלום \u200d 😀');
    expect(printableLines('a\tb\nc\r\u001b')).toBe('a\tb\nc\\u{000D}\\u{001B}');
  });
});
