/** An examination of data in lines of text: what to do something about first, with the lines that it is about. */
import type { Sample } from '../dataset/index.js';
import type { Skipped } from '../formats/index.js';
import {
  type CharacterFacts,
  type Examination,
  type Quantiles,
  rareCount,
  type SharedLines,
} from '../inspection/index.js';
import { codePoint } from '../text/index.js';
import { count, percent } from './screen.js';
import { summariseSkipped } from './training-screen.js';

export function usableLines({ lines, infeasible, unreadable }: Examination): number {
  return lines - infeasible.length - unreadable.length;
}

export function describe(
  e: Examination,
  skipped: readonly Skipped[],
  shared: SharedLines | undefined,
  nameOf: ((character: string) => string) | undefined,
): readonly string[] {
  const usable = usableLines(e);
  return [
    `${count(e.lines, 'line')} of ${count(e.documents.length, 'document')}, ${count(e.characters, 'character')}; ${count(usable, 'line')} usable (${percent(e.lines === 0 ? 0 : usable / e.lines)})`,
    ...problems(e, [...skipped, ...e.unreadable.map(({ problem }) => problem)], shared),
    ...sizes(e),
    ...characters(e, nameOf),
  ];
}

function problems(e: Examination, bad: readonly Skipped[], shared: SharedLines | undefined): readonly string[] {
  return [
    ...(bad.length > 0
      ? [`skipped ${count(bad.length, 'file')}:`, ...summariseSkipped(bad).map((line) => `  ${line}`)]
      : ['nothing is skipped']),
    ...oddities(e.infeasible, "with more text than the image has frames: can't be learnt"),
    ...some(e.empty, 'whose image has nothing on it'),
    ...(e.sameImages.length > 0
      ? list(`${count(e.sameImages.length, 'group')} of lines with the same pixels`, e.sameImages.map(sameLines))
      : []),
    ...sharedLines(shared),
    ...oddities(e.suspicious, 'narrow or wide for their text: is it the text of the image?'),
    ...some(e.bothDirections, 'with letters of both directions'),
    ...some(e.untidySpace, 'with runs of white space, or white space at the ends'),
    ...formOf(e),
  ];
}

function sizes(e: Examination): readonly string[] {
  const range = ({ least, median, most }: Quantiles) => `${least} to ${most}, median ${median}`;
  const [largest] = e.documents;
  return [
    ...(largest ? [`largest document    ${largest.name}, ${count(largest.lines, 'line')}`] : []),
    `image height        ${range(e.imageHeights)} px`,
    `width at the line height  ${range(e.widthsAtLineHeight)} px`,
    `characters a line   ${range(e.charactersPerLine)}`,
    `characters a frame  ${range(e.charactersPerFrame)}`,
    `frames for each frame that CTC needs  ${range(e.framesPerNeededFrame)} (under 1 can't be learnt, under 2 is hard)`,
    ...(e.rightToLeft > 0 ? [`${count(e.rightToLeft, 'line')} with letters from right to left`] : []),
  ];
}

function characters(e: Examination, nameOf: ((character: string) => string) | undefined): readonly string[] {
  const named = ({ character, count: n }: CharacterFacts) =>
    `${shown(character)} ${codePoint(character)}${nameOf ? ` ${nameOf(character)}` : ''}, ${n} ×`;
  const all = (head: string, facts: readonly CharacterFacts[]) =>
    facts.length === 0 ? [] : [head, ...facts.map((fact) => `  ${named(fact)}`)];
  return [
    `alphabet: ${count(e.alphabet.length, 'character')}`,
    `  ${e.alphabet.map(({ character, count: n }) => `${shown(character)} ${n}`).join('  ')}`,
    ...all(
      `under ${rareCount} times:`,
      e.alphabet.filter(({ count: n }) => n < rareCount),
    ),
    ...(nameOf ? [] : ['names of characters need the package unicode-name: npm install unicode-name']),
    ...e.lookAlikes.flatMap(({ kind, characters: alike }) => all(`look alike (${kind}):`, alike)),
  ];
}

function shown(character: string): string {
  return character === ' ' ? 'space' : /[\s\p{C}\p{M}]/u.test(character) ? codePoint(character) : character;
}

const shownItems = 3;

function list(head: string, items: readonly string[]): readonly string[] {
  const more = items.length - shownItems;
  return [head, ...items.slice(0, shownItems).map((item) => `  ${item}`), ...(more > 0 ? [`  and ${more} more`] : [])];
}

function some(samples: readonly Sample[], what: string): readonly string[] {
  if (samples.length === 0) return [];
  return list(`${count(samples.length, 'line')} ${what}`, samples.map(lineOf));
}

function oddities(odd: Examination['suspicious'], what: string): readonly string[] {
  if (odd.length === 0) return [];
  return list(
    `${count(odd.length, 'line')} ${what}`,
    odd.map(({ sample, detail }) => `${lineOf(sample)} (${detail})`),
  );
}

function lineOf({ name, text }: Sample): string {
  return `${name}: “${text.length > 80 ? `${text.slice(0, 79)}…` : text}”`;
}

function sameLines(same: readonly Sample[]): string {
  const more = same.length - shownItems;
  const names = same.slice(0, shownItems).map(({ name }) => name);
  return `${names.join(' = ')}${more > 0 ? ` and ${more} more` : ''}`;
}

function formOf({ notNfc, notNfd, lines }: Examination): readonly string[] {
  const mixed = notNfd > 0 && notNfc.length < lines;
  return some(
    notNfc,
    `not in NFC${mixed ? ', while others are: both forms are mixed' : ''} (--normalize makes them one)`,
  );
}

function sharedLines(shared: SharedLines | undefined): readonly string[] {
  if (!shared) return [];
  const lines = shared.texts.reduce((n, { validation }) => n + validation, 0);
  return list(
    `in both splits: ${count(shared.images.length, 'image')}; the texts of ${count(lines, 'validation line')} stand in training too`,
    [...shared.images.map(sameLines), ...shared.texts.map(({ text }) => `“${text}”`)],
  );
}
