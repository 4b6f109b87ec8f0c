/** A line of PAGE XML, with its words and glyphs, as it is to be. */
import type { Glyph, Line, Point, Word } from '../../page/index.js';
import { atLeastTwo, bestReading, outlineOf, pointsText, readLine } from '../page-xml.js';
import { child, childrenOf } from '../xml.js';
import { type Ids, writableText } from '../xml-writer.js';
import { moveTags } from './custom.js';
import type { Habits, NewElement } from './new-elements.js';
import { isSame } from './pairs.js';
import { arrangeParts, confidenceOf, glyphsAfter, wordsAfter } from './pieces.js';
import type { SourceElement } from './source.js';

/** What a file of PAGE XML has and can. */
export interface PageHabits {
  readonly habits: Habits;
  readonly ids: Ids;
  /** Until 2010 points were elements, and lines had no baselines. */
  readonly isOld: boolean;
}

/** What lines, words and glyphs have, in the order of the schema. */
const order = [
  ...['AlternativeImage', 'Coords', 'Baseline', 'Word', 'Glyph', 'Graphemes', 'TextEquiv'],
  ...['TextStyle', 'UserDefined', 'Labels'],
];

export function newLine(page: PageHabits, line: Line): NewElement {
  const { id: wanted, baseline, words = [], untranscribed } = line;
  const id = page.ids.take(wanted, 'line');
  return {
    name: 'TextLine',
    attributes: { id },
    inside: [
      newCoords(page, outlineOf(line)),
      ...(baseline && !page.isOld ? [newBaseline(baseline)] : []),
      ...words.map((word, index) => newWord(page, word, `${id}w${index + 1}`)),
      ...(untranscribed ? [] : [newReading(line)]),
    ],
  };
}

function newWord(page: PageHabits, word: Word, otherwise: string): NewElement {
  const id = page.ids.take(word.id, otherwise);
  const glyphs = (word.glyphs ?? []).map((glyph, index) => newGlyph(page, glyph, `${id}g${index + 1}`));
  return {
    name: 'Word',
    attributes: { id },
    inside: [newCoords(page, word.polygon ?? []), ...glyphs, newReading(word)],
  };
}

function newGlyph(page: PageHabits, glyph: Glyph, otherwise: string): NewElement {
  const id = page.ids.take(glyph.id, otherwise);
  return { name: 'Glyph', attributes: { id }, inside: [newCoords(page, glyph.polygon ?? []), newReading(glyph)] };
}

export function newCoords({ isOld }: PageHabits, points: readonly Point[]): NewElement {
  const text = pointsText(atLeastTwo(points));
  return isOld ? { name: 'Coords', inside: newPoints(text) } : { name: 'Coords', attributes: { points: text } };
}

function newPoints(text: string): readonly NewElement[] {
  return text.split(' ').map((point) => {
    const [x, y] = point.split(',');
    return { name: 'Point', attributes: { x, y } };
  });
}

function newBaseline(points: readonly Point[]): NewElement {
  return { name: 'Baseline', attributes: { points: pointsText(atLeastTwo(points)) } };
}

function newReading({ text, confidence }: { readonly text: string; readonly confidence?: number }): NewElement {
  return { name: 'TextEquiv', attributes: { conf: confidence }, inside: [{ name: 'Unicode', inside: text }] };
}

export function changeLine(page: PageHabits, element: SourceElement, before: Line, after: Line): void {
  changeOutline(page, element, before, after);
  if (!isSame(before.baseline, after.baseline)) setBaseline(page, element, after.baseline);
  changeWords(page, element, before, after);
  moveTags(element, before.text, after.text);
  if (after.untranscribed) {
    if (!before.untranscribed) for (const reading of childrenOf(element, 'TextEquiv')) element.remove(reading);
    return;
  }
  if (before.untranscribed) setReading(page, element, after.text);
  changeReading(page, element, before, after);
  // Where words said it until now.
  if (readLine(element).text !== writableText(after.text)) setReading(page, element, after.text);
}

export function changeOutline(
  page: PageHabits,
  element: SourceElement,
  before: { readonly polygon?: readonly Point[] },
  after: { readonly polygon?: readonly Point[] },
): void {
  // The schema wants an outline: it stays where the page has none.
  if (isSame(before.polygon, after.polygon) || !after.polygon) return;
  const coords = child(element, 'Coords');
  if (!coords) {
    page.habits.addInOrder(element, page.habits.make(newCoords(page, after.polygon)), order);
    return;
  }
  coords.setAttribute('conf', undefined);
  const points = childrenOf(coords, 'Point');
  const text = pointsText(atLeastTwo(after.polygon));
  if (points.length === 0 || coords.attributes.has('points')) coords.setAttribute('points', text);
  else setPoints(page, coords, points, newPoints(text));
}

function setPoints(
  { habits }: PageHabits,
  coords: SourceElement,
  points: readonly SourceElement[],
  wanted: readonly NewElement[],
): void {
  for (const [i, point] of wanted.entries()) {
    const there = points[i];
    if (!there) habits.addLast(coords, habits.make(point));
    else for (const [name, value] of Object.entries(point.attributes ?? {})) there.setAttribute(name, value);
  }
  for (const point of points.slice(wanted.length)) coords.remove(point);
}

function setBaseline(page: PageHabits, element: SourceElement, points: readonly Point[] | undefined): void {
  const baseline = child(element, 'Baseline');
  if (!points) {
    if (baseline) element.remove(baseline);
  } else if (baseline) {
    baseline.setAttribute('points', pointsText(atLeastTwo(points)));
    baseline.setAttribute('conf', undefined);
  } else if (!page.isOld) page.habits.addInOrder(element, page.habits.make(newBaseline(points)), order);
}

function changeWords(page: PageHabits, line: SourceElement, before: Line, after: Line): void {
  const words = wordsAfter(before, after);
  if (!words) return;
  const { habits } = page;
  const id = line.attributes.get('id') ?? 'line';
  arrangeParts<Word>(habits, {
    ...{ parent: line, name: 'Word', before: before.words ?? [], after: words },
    make: (word, index) => habits.make(newWord(page, word, `${id}w${index + 1}`)),
    change: (element, was, word) => changeWord(page, element, was, word),
    addFirst: (word) => addFirst(habits, line, word),
  });
}

function changeWord(page: PageHabits, element: SourceElement, before: Word, after: Word): void {
  const glyphs = glyphsAfter(before, after);
  const { habits } = page;
  const id = element.attributes.get('id') ?? 'word';
  if (glyphs) {
    arrangeParts<Glyph>(habits, {
      ...{ parent: element, name: 'Glyph', before: before.glyphs ?? [], after: glyphs },
      make: (glyph, index) => habits.make(newGlyph(page, glyph, `${id}g${index + 1}`)),
      change: (inner, was, glyph) => changePiece(page, inner, was, glyph),
      addFirst: (glyph) => addFirst(habits, element, glyph),
    });
  }
  changePiece(page, element, before, after);
}

function addFirst(habits: Habits, parent: SourceElement, part: SourceElement): void {
  const first = child(parent, part.name);
  if (first) habits.addBefore(first, part);
  else habits.addInOrder(parent, part, order);
}

function changePiece(page: PageHabits, element: SourceElement, before: Glyph, after: Glyph): void {
  changeOutline(page, element, before, after);
  changeReading(page, element, before, after);
}

function changeReading(page: PageHabits, element: SourceElement, before: Glyph, after: Glyph): void {
  const confidence = confidenceOf(before, after);
  const hasNowhere = confidence !== undefined && !bestReading(element);
  if (before.text !== after.text || hasNowhere) setReading(page, element, after.text);
  if (before.text !== after.text || before.confidence !== confidence) {
    bestReading<SourceElement>(element)?.setAttribute('conf', confidence);
  }
}

/** Of several readings the best one changes; what else they say of themselves, and the others, stay. */
function setReading({ habits }: PageHabits, element: SourceElement, text: string): void {
  const reading = bestReading<SourceElement>(element);
  if (!reading) {
    habits.addInOrder(element, habits.make(newReading({ text })), order);
    return;
  }
  const places = reading.children.filter(({ name }) => name === 'Unicode' || name === 'PlainText');
  for (const place of places) place.setText(text);
  if (places.length === 0) habits.addLast(reading, habits.make({ name: 'Unicode', inside: text }));
}
