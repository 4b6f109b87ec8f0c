/** The texts that languages are made of: prose, cut up as people fill lines, and lines of real handwriting. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Random } from '../../../src/random/index.js';
import { applyRules, usualRules } from '../../../src/text/index.js';
import { lineSets } from './starter-data.js';

/** Characters of a handwritten line, shortest and longest. */
const lineLengths = [20, 75] as const;
/** Of lines that end inside a word. */
const brokenShare = 0.12;

/** The lines of `LANG.txt`, cut into such as people write. */
export function proseLines(folder: string, language: string): readonly string[] {
  const random = new Random(1, 'lines', language);
  return textLines(join(folder, `${language}.txt`)).flatMap((text) => cutUp(text, random));
}

/** Cuts at spaces and, sometimes, before a syllable, with a hyphen at the end of the line. */
function cutUp(text: string, random: Random): readonly string[] {
  const lines: string[] = [];
  let rest = text;
  for (;;) {
    const length = Math.round(random.between(...lineLengths));
    if (rest.length <= length) return [...lines, rest];
    const { end, hyphen } = endOfLine(rest, length, random.uniform() < brokenShare);
    lines.push(rest.slice(0, end).trimEnd() + hyphen);
    rest = rest.slice(end).trimStart();
  }
}

function endOfLine(text: string, length: number, mayBreak: boolean): { readonly end: number; readonly hyphen: string } {
  const space = text.lastIndexOf(' ', length);
  const end = space > 0 ? space : text.indexOf(' ', length);
  if (end < 0) return { end: text.length, hyphen: '' };
  const [word = ''] = /^\p{L}+/u.exec(text.slice(end + 1)) ?? [];
  const syllable = /^(\p{L}+[aeiouyäöüéèàâêîôûáíóú]\p{L}?)[bcdfghjklmnpqrstvwxz][aeiouyäöüéèàâêîôûáíóú]\p{L}/u.exec(
    word,
  );
  if (!mayBreak || !syllable?.[1]) return { end, hyphen: '' };
  return { end: end + 1 + syllable[1].length, hyphen: '-' };
}

/** The texts of all line sets of a language. @param folder of sets: SET/train/NAME.gt.txt, or SET/NAME.gt.txt */
export function lineTexts(folder: string, language: string, part = 'train'): readonly string[] {
  return setsOf(folder, language).flatMap((set) => {
    const inside = join(folder, set, part);
    const place = existsSync(inside) || part !== 'train' ? inside : join(folder, set);
    const names = existsSync(place) ? readdirSync(place).filter((name) => name.endsWith('.gt.txt')) : [];
    return names.sort().flatMap((name) => textLines(join(place, name)));
  });
}

/** The sets of lines in a language. */
export function setsOf(folder: string, language: string): readonly string[] {
  const names = lineSets.filter((set) => set.language === language).map(({ name }) => name);
  return readdirSync(folder).filter((set) => names.includes(set));
}

/** In the form that models read and write. */
export function textLines(path: string): readonly string[] {
  return readFileSync(path, 'utf8')
    .split('\n')
    .map((line) => applyRules(line, usualRules))
    .filter((line) => line !== '');
}
