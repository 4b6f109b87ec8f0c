import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  Alphabet,
  alignTexts,
  alignUnits,
  applyRules,
  baseDirection,
  characterErrorRate,
  countEdits,
  directions,
  displayPlaces,
  editDistance,
  errorRate,
  framesNeeded,
  nearest,
  toDisplay,
  toLogical,
  unicodeForms,
  usualRules,
  whitespaceRules,
  wordEdits,
} from './index.js';

describe('Alphabet', () => {
  it('gives back what it encodes', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const alphabet = Alphabet.of([text]);
        expect(alphabet.decode(alphabet.encode(text))).toBe(text);
      }),
    );
  });

  it('finds its classes in another alphabet', () => {
    expect(new Alphabet(['a', 'b', 'c']).classesIn(new Alphabet(['c', 'a']))).toEqual([0, 2, undefined, 1]);
  });

  it('keeps class 0 for the blank and its order in a union', () => {
    const a = new Alphabet(['b', 'a']);
    const both = a.union(new Alphabet(['c', 'a', '😀']));
    expect(both.characters).toEqual(['b', 'a', 'c', '😀']);
    expect(both.encode('ba😀')).toEqual([1, 2, 4]);
    expect(both.classes).toBe(5);
  });

  it('names what is missing, and refuses what is no character', () => {
    expect(new Alphabet(['a']).missing('abcb')).toEqual(['b', 'c']);
    expect(() => new Alphabet(['a']).encode('b')).toThrow('"b" is not in the alphabet');
    expect(() => new Alphabet(['ab'])).toThrow('one code point');
    expect(() => new Alphabet(['a', 'a'])).toThrow('stands twice');
    expect(() => new Alphabet(['a']).character(2)).toThrow('must be 1 to 1, got 2');
  });
});

it('framesNeeded counts a blank between equal neighbours', () => {
  expect(framesNeeded([])).toBe(0);
  expect(framesNeeded([1, 2, 1])).toBe(3);
  expect(framesNeeded([1, 1, 1, 2, 2])).toBe(8);
});

describe('rules for texts', () => {
  it('applies the form and collapses white space', () => {
    expect(applyRules(' e\u0301  a\u00a0\tb\r\n')).toBe('é a b');
    expect(applyRules('é', { ...usualRules, form: 'NFD' })).toBe('e\u0301');
    expect(applyRules('ﬁ', { ...usualRules, form: 'NFKC' })).toBe('fi');
  });

  it('does nothing more the second time', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        for (const form of unicodeForms) {
          for (const whitespace of whitespaceRules) {
            const rules = { ...usualRules, form, whitespace, quotes: 'straight', dashes: 'hyphen' } as const;
            expect(applyRules(applyRules(text, rules), rules)).toBe(applyRules(text, rules));
          }
        }
      }),
    );
  });

  it('keeps white space, and makes quotes and dashes one, where it is told to', () => {
    const rules = { ...usualRules, whitespace: 'keep', quotes: 'straight', dashes: 'hyphen' } as const;
    expect(applyRules(' «l’été»  1914–18\n', rules)).toBe(` "l'été"  1914-18 `);
    expect(applyRules(' «l’été»  1914–18')).toBe('«l’été» 1914–18');
  });
});

describe('writing from right to left', () => {
  it('shows Hebrew from right to left, numbers and Latin words within it from left to right, brackets turned', () => {
    expect(toDisplay('שלום')).toBe('םולש');
    expect(toDisplay('שלום (12) abc.')).toBe('.abc (12) םולש');
    expect(toDisplay('abc שלום', 'ltr')).toBe('abc םולש');
    expect(toDisplay('abc שלום', 'rtl')).toBe('םולש abc');
    expect(toDisplay('no such letters (1)')).toBe('no such letters (1)');
    expect(toDisplay('end.', 'rtl')).toBe('.end');
  });

  it('gives back what it showed, and where each character was', () => {
    const word = fc.stringMatching(/^[א-ת]{1,5}$|^[a-z]{1,5}$|^[ا-ي]{1,5}$|^[1-9]{1,4}$/);
    fc.assert(
      fc.property(
        fc.array(word, { minLength: 1, maxLength: 6 }),
        fc.constantFrom(...directions),
        (words, direction) => {
          const text = words.join(' ');
          const display = toDisplay(text, direction);
          const { text: logical, order } = toLogical(display, direction);
          expect([...logical].length).toBe([...text].length);
          expect(order.map((index) => [...display][index]).join('')).toBe(logical);
          expect([...order].sort((a, b) => a - b)).toEqual(order.map((_, index) => index));
          // Numbers between words of both directions may belong to either; without them the way back is exact.
          if (!/[0-9]/.test(text) && baseDirection(text) === baseDirection(display)) expect(logical).toBe(text);
        },
      ),
    );
  });

  it.each([
    ['בשנת 1890 מכר ר׳ משה 12,5 דונם.', '.םנוד 12,5 השמ ׳ר רכמ 1890 תנשב'],
    ['ראה London 1905, עמ׳ 12-15; ב-3%!', '!3%-ב ;12-15 ׳מע ,London 1905 האר'],
    ['(ד) "ארץ" [12] 1.5.1890', '1.5.1890 [12] "ץרא" (ד)'],
    ['ע״י הר״ר יצחק: 1–3, 94,110', '94,110 ,3–1 :קחצי ר״רה י״ע'],
    ['letter to משה from London, 1890.', 'letter to השמ from London, 1890.'],
  ])('%s is seen as it is written by hand, and read back as it was', (text, seen) => {
    expect(toDisplay(text)).toBe(seen);
    expect(toLogical(seen).text).toBe(text);
  });

  it.each([
    'عام 1914-1918',
    '1914-1918 عام',
    'عام 1914-1918 في',
    'زاد 50%',
    '50% من',
    'يوم 1-5-2020 كان',
    'سال ۱۳۹۹-۱۴۰۰',
    '۱۹۱۴-۱۹۱۸ سال',
    'عام 1914، 12-15؛ 3%',
  ])('numbers of Arabic are read back as they were: %s', (text) => {
    expect(toLogical(toDisplay(text)).text).toBe(text);
  });

  it('says of each character which way it runs with its neighbours', () => {
    const text = 'אב. 12 c.';
    const places = displayPlaces(text);
    expect(places.map(({ index }) => [...text][index]).join('')).toBe('.c 12 .בא');
    expect(places.map(({ direction }) => (direction === 'rtl' ? '<' : '>')).join('')).toBe('<><>><<<<');
    expect(displayPlaces('ab.').every(({ direction }) => direction === 'ltr')).toBe(true);
  });

  it('turns letters outside the basic plane around whole', () => {
    expect(toDisplay('𞤀𞤣')).toBe('𞤣𞤀');
  });
});

describe('edit distance', () => {
  const words = fc.array(fc.constantFrom('a', 'b', 'c'), { maxLength: 7 });

  /** The definition, recursively. */
  const slow = (a: readonly string[], b: readonly string[]): number => {
    if (a.length === 0 || b.length === 0) return a.length + b.length;
    const change = slow(a.slice(1), b.slice(1)) + (a[0] === b[0] ? 0 : 1);
    return Math.min(change, slow(a.slice(1), b) + 1, slow(a, b.slice(1)) + 1);
  };

  it('equals its definition, and the alignment spells both sides', () => {
    fc.assert(
      fc.property(words, words, (a, b) => {
        const steps = alignUnits(a, b);
        expect(editDistance(a, b)).toBe(slow(a, b));
        expect(steps.map((s) => s.reference).join('')).toBe(a.join(''));
        expect(steps.map((s) => s.prediction).join('')).toBe(b.join(''));
        expect(countEdits(steps).length).toBe(a.length);
      }),
    );
  });

  it('tells substitutions, insertions and deletions apart', () => {
    expect(countEdits(alignTexts('kitten', 'sitting'))).toEqual({
      substitutions: 2,
      insertions: 1,
      deletions: 0,
      length: 6,
    });
    expect(countEdits(alignTexts('abc', 'b'))).toEqual({ substitutions: 0, insertions: 0, deletions: 2, length: 3 });
  });
});

describe('error rates', () => {
  it('CER of a text with itself is 0, and of nothing with nothing', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(characterErrorRate([{ reference: text, prediction: text }])).toBe(0);
      }),
    );
    expect(errorRate([])).toBe(0);
  });

  it('counts over all lines together, not the mean of lines', () => {
    const pairs = [
      { reference: 'aaaaaaaa', prediction: 'aaaaaaaa' },
      { reference: 'bb', prediction: 'cc' },
    ];
    expect(characterErrorRate(pairs)).toBe(0.2);
    expect(characterErrorRate([{ reference: '', prediction: 'x' }])).toBe(1);
  });

  it('words stand between spaces', () => {
    expect(wordEdits({ reference: 'a bc d', prediction: 'a  bd' })).toEqual({
      substitutions: 1,
      insertions: 0,
      deletions: 1,
      length: 3,
    });
  });
});

it('nearest finds what was meant, or nothing', () => {
  expect(nearest('lerning-rate', ['learning-rate', 'epochs'])).toBe('learning-rate');
  expect(nearest('zzzzzz', ['learning-rate', 'epochs'])).toBeUndefined();
});
