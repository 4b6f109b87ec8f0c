/** A line of ALTO as it is to be: its strings, spaces and hyphen are those of its words, or one string is all of it. */
import { boxAround, boxPolygon, type Glyph, type Line, type Word } from '../../page/index.js';
import { readLine } from '../alto.js';
import { child, childrenOf } from '../xml.js';
import { writableText } from '../xml-writer.js';
import { type AltoHabits, altoOrder, baselineText, changeBaseline, changePlace, newPlace } from './alto-place.js';
import type { NewElement } from './new-elements.js';
import { withBefore } from './pairs.js';
import { arrangeElements, arrangeParts, confidenceOf, glyphsAfter, wordsAfter } from './pieces.js';
import type { SourceElement } from './source.js';

/** A word, a space, or a hyphen at the end. */
type Token = { readonly word: Word } | { readonly space: true } | { readonly hyphen: string };

/**
 * How a text is written with words: `undefined` where their texts, with spaces between them and a hyphen behind, don't
 * make it up.
 */
export function tokensOf(text: string, words: readonly Word[], isSpaced: boolean): readonly Token[] | undefined {
  if (words.length === 0) return undefined;
  if (!isSpaced && words.length > 1) {
    const joined = words.map((word) => word.text).join(' ');
    if (!text.startsWith(joined)) return undefined;
    return withHyphen(
      words.map((word) => ({ word })),
      text.slice(joined.length),
    );
  }
  const tokens: Token[] = [];
  let rest = text;
  for (const word of words) {
    if (tokens.length > 0 && rest.startsWith(' ')) {
      tokens.push({ space: true });
      rest = rest.slice(1);
    }
    if (!rest.startsWith(word.text)) return undefined;
    tokens.push({ word });
    rest = rest.slice(word.text.length);
  }
  return rest === ' ' ? [...tokens, { space: true }] : withHyphen(tokens, rest);
}

/** @param rest what is left of the text behind the tokens */
function withHyphen(tokens: readonly Token[], rest: string): readonly Token[] | undefined {
  if (rest === '') return tokens;
  return /^[-=\u00ac\u00ad\u2010\u2e17]$/.test(rest) ? [...tokens, { hyphen: rest }] : undefined;
}

/** A line of which no words are known. */
function wholeLine({ text, polygon }: Line): Word {
  const box = boxAround(polygon);
  return box ? { text, polygon: boxPolygon(box) } : { text };
}

export function newLine(alto: AltoHabits, line: Line): NewElement {
  const { baseline, polygon, words = [] } = line;
  // The box of a baseline would say that nothing is above it; where a baseline is one height, the box says how long it is.
  const { attributes, shape } = newPlace(alto, alto.hasBaselines ? polygon : (polygon ?? baseline), false);
  const tokens = tokensOf(line.text, words, true) ?? [{ word: wholeLine(line) }];
  return {
    name: 'TextLine',
    attributes: {
      ID: alto.ids.take(line.id, 'line'),
      BASELINE: baseline && baselineText(alto, baseline, undefined, false),
      ...attributes,
    },
    inside: [...(polygon ? shape : []), ...tokens.map((token) => newToken(alto, token))],
  };
}

function newToken(alto: AltoHabits, token: Token): NewElement {
  if ('space' in token) return { name: 'SP' };
  return 'hyphen' in token ? { name: 'HYP', attributes: { CONTENT: token.hyphen } } : newString(alto, token.word);
}

function newString(alto: AltoHabits, word: Word): NewElement {
  const { attributes, shape } = newPlace(alto, word.polygon, false);
  const glyphs = writableGlyphs(alto, word.glyphs ?? []).map((glyph) => newGlyph(alto, glyph));
  return {
    name: 'String',
    attributes: { ...idOf(alto, word), CONTENT: word.text, ...attributes, WC: word.confidence },
    inside: [...shape, ...glyphs],
  };
}

function newGlyph(alto: AltoHabits, glyph: Glyph): NewElement {
  const { attributes, shape } = newPlace(alto, glyph.polygon, false);
  return {
    name: 'Glyph',
    attributes: { ...idOf(alto, glyph), CONTENT: glyph.text, ...attributes, GC: glyph.confidence },
    inside: shape,
  };
}

function idOf({ ids }: AltoHabits, { id }: Glyph): { readonly ID?: string } {
  return id === undefined ? {} : { ID: ids.take(id, 'piece') };
}

/** In ALTO a glyph is one character; a word whose glyphs are not all so is written without them. */
function writableGlyphs({ hasGlyphs }: AltoHabits, glyphs: readonly Glyph[]): readonly Glyph[] {
  return hasGlyphs && glyphs.every(({ text }) => [...text].length === 1) ? glyphs : [];
}

export function changeLine(alto: AltoHabits, element: SourceElement, before: Line, after: Line): void {
  changePlace(alto, element, before.polygon, after.polygon);
  changeBaseline(alto, element, before.baseline, after.baseline);
  const words = wordsAfter(before, after);
  // A line without strings is not valid: what nobody transcribed any more has an empty one.
  if (!words && before.text === after.text && before.untranscribed === after.untranscribed) return;
  writeStrings(alto, element, before, after, words ?? after.words ?? []);
  if (readLine(element).text !== writableText(after.text)) writeStrings(alto, element, readLine(element), after, []);
}

function writeStrings(
  alto: AltoHabits,
  element: SourceElement,
  before: Line,
  after: Line,
  words: readonly Word[],
): void {
  const pieces = element.children.filter(({ name }) => name === 'String' || name === 'SP' || name === 'HYP');
  const strings = childrenOf<SourceElement>(element, 'String');
  const isSpaced = strings.length < 2 || pieces.some(({ name }) => name === 'SP');
  const { text } = after;
  const tokens =
    tokensOf(text, words, isSpaced) ?? tokensOf(text, words, true) ?? wholeTokens(before, after, child(element, 'HYP'));
  const wordsNow = tokens.flatMap((token) => ('word' in token ? [token.word] : []));
  const elements = stringsOf(alto, strings, before.words ?? [], wordsNow).values();
  let behind: SourceElement | undefined;
  const wanted = tokens.map((token) => {
    const piece = 'word' in token ? elements.next().value : pieceThere(token, pieces, behind);
    behind = piece ?? alto.habits.make(newToken(alto, token));
    return behind;
  });
  const first = pieces[0];
  arrangeElements(alto.habits, element, pieces, wanted, (piece) => {
    if (first) alto.habits.addBefore(first, piece);
    else alto.habits.addInOrder(element, piece, altoOrder);
  });
}

/** One string says it all: the one that is there, where there is only one. */
function wholeTokens(before: Line, after: Line, hyphen: SourceElement | undefined): readonly Token[] {
  const [only, ...others] = before.words ?? [];
  const word: Word = only && others.length === 0 ? { ...only, text: after.text } : wholeLine(after);
  const end = hyphen?.attributes.get('CONTENT') ?? '';
  if (end === '' || !after.text.endsWith(end)) return [{ word }];
  return [{ word: { ...word, text: after.text.slice(0, -end.length) } }, { hyphen: end }];
}

/** The elements of words: those that were there, changed, and new ones. */
function stringsOf(
  alto: AltoHabits,
  strings: readonly SourceElement[],
  before: readonly Word[],
  after: readonly Word[],
): readonly SourceElement[] {
  return withBefore(before, after).map(({ before, after, place }) => {
    const element = place === undefined ? undefined : strings[place];
    if (element && before) changeString(alto, element, before, after);
    return element ?? alto.habits.make(newString(alto, after));
  });
}

/** The space that stood behind the same string, and the hyphen. */
function pieceThere(
  token: Token,
  pieces: readonly SourceElement[],
  behind: SourceElement | undefined,
): SourceElement | undefined {
  const hyphen = pieces.find(({ name }) => name === 'HYP');
  if ('hyphen' in token) {
    hyphen?.setAttribute('CONTENT', token.hyphen);
    return hyphen;
  }
  const next = behind && pieces.includes(behind) ? pieces[pieces.indexOf(behind) + 1] : undefined;
  return next?.name === 'SP' ? next : undefined;
}

function changeString(alto: AltoHabits, element: SourceElement, before: Word, after: Word): void {
  changePiece(alto, element, before, after, 'WC');
  if (before.text !== after.text) {
    // Of the single characters, and the whole word of which this is a part.
    for (const name of ['CC', 'SUBS_TYPE', 'SUBS_CONTENT']) element.setAttribute(name, undefined);
  }
  const glyphs = glyphsAfter(before, after);
  if (!glyphs) return;
  arrangeParts<Glyph>(alto.habits, {
    ...{ parent: element, name: 'Glyph', before: before.glyphs ?? [], after: writableGlyphs(alto, glyphs) },
    make: (glyph) => alto.habits.make(newGlyph(alto, glyph)),
    change: (inner, was, glyph) => changePiece(alto, inner, was, glyph, 'GC'),
    addFirst: (glyph) => {
      const first = child(element, 'Glyph');
      if (first) alto.habits.addBefore(first, glyph);
      else alto.habits.addInOrder(element, glyph, altoOrder);
    },
  });
}

function changePiece(alto: AltoHabits, element: SourceElement, before: Glyph, after: Glyph, confidence: string): void {
  changePlace(alto, element, before.polygon, after.polygon);
  if (before.text !== after.text) element.setAttribute('CONTENT', after.text);
  const wanted = confidenceOf(before, after);
  if (before.text !== after.text || before.confidence !== wanted) element.setAttribute(confidence, wanted);
}
