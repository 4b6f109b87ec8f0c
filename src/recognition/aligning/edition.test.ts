import { expect, it } from 'vitest';
import { Alphabet, usualRules } from '../../text/index.js';
import { alongLine, ComparedCharacters, foldedCharacter } from './compared-characters.js';
import { editionFor, textOfSpan } from './edition.js';

const alphabet = new Alphabet([...` '’"-–abcdeéE.`]);

function editionOf(text: string) {
  // What else metadata have is not asked for.
  const metadata = { text: usualRules } as Parameters<typeof editionFor>[0]['metadata'];
  return editionFor({ alphabet, metadata }, text);
}

it('line breaks and other white space mean nothing, all else stays as it is', () => {
  const edition = editionOf('  a “b”\r\n\n\tc—d  ');
  expect(edition.characters.join('')).toBe('a “b” c—d');
  expect(textOfSpan(edition, 2, 6)).toBe('“b”');
});

it('lines break between words and after hyphens; inside of words at a cost; never before a space or a full stop', () => {
  const kinds = { never: '_', between: '|', inside: '.' };
  const shown = (text: string) =>
    editionOf(text)
      .breaks.map((kind) => kinds[kind])
      .join('');
  expect(shown('ab cd')).toBe('|._|.|');
  expect(shown('a-b c.')).toBe('|.|_|_|');
  expect(shown('b\u0302a')).toBe('|_.|');
});

it('quotes and dashes of all shapes are one, and a letter that the model has not is its nearest', () => {
  const compared = new ComparedCharacters(alphabet);
  expect(compared.label('’')).toBe(compared.label("'"));
  expect(compared.label('„')).toBe(compared.label('"'));
  expect(compared.label('—')).toBe(compared.label('-'));
  expect(compared.label('è')).toBe(compared.label('e'));
  expect(compared.label('é')).not.toBe(compared.label('e'));
  expect(compared.label('B')).toBe(compared.label('b'));
  expect(compared.label('^')).toBe(0);
  expect(foldedCharacter('É')).toBe('e');
  const dash = alphabet.encode('–')[0] ?? 0;
  expect(compared.classOfModel[dash]).toBe(compared.label('-'));
});

it('from right to left, numbers run along the line as they are written', () => {
  expect(alongLine('אב 12 ג', 'rtl').join('')).toBe('אב 21 ג');
  expect(alongLine('ab 12', 'ltr').join('')).toBe('ab 12');
});
