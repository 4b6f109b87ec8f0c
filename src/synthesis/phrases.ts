/**
 * Texts to draw: lines of plausible word sequences of a language, with the capitals, numbers, dates, abbreviations, quotes
 * and signs that handwriting has. Letters and signs that are rare in words are put in often enough to be learnt.
 */
import { known } from '../known.js';
import { Random } from '../random/index.js';
import { type Language, latin, signs } from './languages.js';

/** Characters of a line. */
export interface PhraseLimits {
  readonly least: number;
  readonly most: number;
}

/** A line that keeps to the limits. */
export function phrase(language: Language, { least, most }: PhraseLimits, random: Random): string {
  for (;;) {
    const wanted = least + random.below(most - least + 1);
    // A line begins in the middle of a sentence, or with one.
    let capital = random.uniform() < 0.4;
    let text = '';
    while (length(text) < wanted) {
      const piece = pieceOf(language, random);
      text += capital ? capitalised(piece) : piece;
      const joint = jointAfter(language, random);
      capital = /[.!?] $/.test(joint);
      text += joint;
    }
    text = `${text.trimEnd()}${endOf(random)}`;
    const fitting = length(text) <= most ? text : shortened(text, most);
    if (length(fitting) >= least) return fitting;
  }
}

function length(text: string): number {
  return [...text].length;
}

/** Without the last words. */
function shortened(text: string, most: number): string {
  const cut = [...text].slice(0, most + 1).join('');
  return cut.slice(0, Math.max(0, cut.lastIndexOf(' '))).trimEnd();
}

function pieceOf(language: Language, random: Random): string {
  const chance = random.uniform();
  if (chance < 0.81) return word(language, random);
  if (chance < 0.87) return number(language, random);
  if (chance < 0.9) return date(language, random);
  if (chance < 0.925) return `${random.pick(language.abbreviations.split(' '))} ${name(language, random)}`;
  if (chance < 0.955) return rareWord(language, random);
  if (chance < 0.98) return withSign(language, random);
  return quoted(language, random);
}

/** Small letters mostly, as the list has it; a name sometimes, all capitals seldom. */
function word(language: Language, random: Random): string {
  const chance = random.uniform();
  if (chance < 0.03) return random.pick(language.words).toUpperCase();
  if (chance < 0.15) return name(language, random);
  return random.pick(language.words);
}

function name(language: Language, random: Random): string {
  return capitalised(random.pick(language.words));
}

function capitalised(text: string): string {
  const [first = '', ...rest] = text;
  return `${first.toUpperCase()}${rest.join('')}`;
}

/** A word with a letter that is rare in the list: in the place of its plain letter where there is one. */
function rareWord(language: Language, random: Random): string {
  const { rare, last = '' } = language.script ?? latin;
  const letter = random.pick([...`${language.letters}${rare}`]);
  const letters = [...random.pick(language.words).toLowerCase()];
  const plain = letter.normalize('NFD').charAt(0);
  const places = letters.flatMap((character, at) => (character === plain && plain !== letter ? [at] : []));
  const at = places.length > 0 ? random.pick(places) : random.below(letters.length);
  letters[last.includes(letter) ? letters.length - 1 : at] = letter;
  const written = letters.join('');
  const chance = random.uniform();
  if (chance < 0.3) return written.toUpperCase();
  // The rare letter itself as a capital.
  return chance < 0.5 ? `${letter.toUpperCase()}${written.slice(1)}` : written;
}

function number({ script, thousands, decimal }: Language, random: Random): string {
  const digits = 1 + random.below(4);
  const value = random.below(10 ** digits);
  const chance = random.uniform();
  if (chance < 0.15) return `${value}${decimal}${random.below(100)}`;
  if (chance < 0.25) return `${1 + random.below(99)}${thousands}${String(random.below(1000)).padStart(3, '0')}`;
  // In other scripts their letters look like some that a model would have to tell apart.
  if (chance < 0.35 && !script) return roman(1 + random.below(40));
  return String(value);
}

function roman(value: number): string {
  const parts = [
    [10, 'X'],
    [9, 'IX'],
    [5, 'V'],
    [4, 'IV'],
    [1, 'I'],
  ] as const;
  let [left, text] = [value, ''];
  for (const [size, letters] of parts) for (; left >= size; left -= size) text += letters;
  return text;
}

function date({ dates, months }: Language, random: Random): string {
  const [day, year] = [1 + random.below(31), 1550 + random.below(480)];
  const month = random.below(12);
  const values: Readonly<Record<string, string | number>> = {
    d: day,
    m: known(months.split(' ')[month], 'the name of a month'),
    n: month + 1,
    y: year,
  };
  // Only letters that stand alone are places to fill.
  return random.pick(dates).replace(/(?<![\p{L}\d])[dmny](?!\p{L})/gu, (key) => String(values[key]));
}

function withSign(language: Language, random: Random): string {
  const sign = random.pick([...signs]);
  const figure = String(random.below(1000));
  const token = word(language, random);
  switch (sign) {
    case '(':
    case ')':
      return `(${random.uniform() < 0.5 ? token : figure})`;
    case '[':
    case ']':
      return `[${token}]`;
    case '{':
    case '}':
      return `{${token}}`;
    case '<':
    case '>':
      return `<${token}>`;
    case '%':
    case '€':
      return `${figure} ${sign}`;
    case '°':
      return `${figure}°`;
    case '…':
    case '*':
    case '†':
      return `${token}${sign}`;
    case '$':
    case '£':
    case '#':
      return `${sign}${figure}`;
    case '§':
      return `§ ${figure}`;
    case '+':
    case '=':
      return `${figure} ${sign} ${random.below(100)}`;
    case '/':
    case '|':
    case '@':
    case '_':
    case '~':
    case '^':
    case '\\':
      return `${token}${sign}${random.pick(language.words)}`;
    case '•':
    case '–':
    case '—':
    case '&':
      return `${sign} ${token}`;
    default:
      return `${token}${sign}`;
  }
}

function quoted(language: Language, random: Random): string {
  const [open, close] = random.pick(language.quotes);
  return `${open}${Array.from({ length: 1 + random.below(3) }, () => word(language, random)).join(' ')}${close}`;
}

function jointAfter({ spaceBefore = '' }: Language, random: Random): string {
  const chance = random.uniform();
  if (chance < 0.08) return ', ';
  if (chance < 0.12) return '. ';
  if (chance < 0.14) return `${spaceBefore}${random.pick([...';:'])} `;
  if (chance < 0.15) return `${spaceBefore}${random.pick([...'!?'])} `;
  if (chance < 0.165) return random.pick([' - ', ' – ', ' — ']);
  if (chance < 0.18) return '-';
  if (chance < 0.185) return "'";
  return ' ';
}

function endOf(random: Random): string {
  const chance = random.uniform();
  if (chance < 0.15) return '.';
  if (chance < 0.2) return ',';
  // Where the line breaks a word.
  return chance < 0.23 ? '-' : '';
}

/** The n-th text. */
export type TextSource = (index: number) => string;

/** Texts without end, in each of the languages in turn. */
export function generatedTexts(languages: readonly Language[], limits: PhraseLimits, seed: number): TextSource {
  return (index) => {
    const random = new Random(seed, 'text', index);
    return phrase(random.pick(languages), limits, random);
  };
}

/**
 * Lines of a text, too long ones broken between words, in an order of the seed; after the last they come again in another.
 * @returns `undefined` when there is nothing but white space
 */
export function givenTexts(
  lines: readonly string[],
  { most }: Pick<PhraseLimits, 'most'>,
  seed: number,
): { readonly texts: TextSource; readonly count: number } | undefined {
  const pieces = lines.flatMap((line) => broken(line.trim().split(/\s+/), most));
  if (pieces.length === 0) return undefined;
  let shuffled = { round: -1, pieces };
  const texts = (index: number): string => {
    const round = Math.floor(index / pieces.length);
    if (round !== shuffled.round) shuffled = { round, pieces: new Random(seed, 'texts', round).shuffle(pieces) };
    return known(shuffled.pieces[index % pieces.length], 'a piece of the text');
  };
  return { texts, count: pieces.length };
}

function broken(words: readonly string[], most: number): readonly string[] {
  const lines: string[] = [];
  for (const word of words) {
    if (word === '') continue;
    const longer = lines.length > 0 ? `${lines.at(-1)} ${word}` : word;
    if (lines.length > 0 && length(longer) <= most) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines;
}
