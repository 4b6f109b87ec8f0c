/** Where something of ALTO stands: boxes, outlines and baselines, as far as the file's version has them. */
import { boxAround, boxPolygon, type Point } from '../../page/index.js';
import { boxAttributes, boxAttributesAround, pointsText } from '../alto.js';
import { child, numberAttribute } from '../xml.js';
import type { Ids } from '../xml-writer.js';
import type { Habits, NewElement } from './new-elements.js';
import { isSame } from './pairs.js';
import { type SourceElement, withinSource } from './source.js';

/** What a file of ALTO has and can. */
export interface AltoHabits {
  readonly habits: Habits;
  readonly ids: Ids;
  /** "x,y x,y" instead of "x y x y". */
  readonly hasCommas: boolean;
  /** Until 4.1 a baseline was one height. */
  readonly hasBaselines: boolean;
  /** Until 3.0 only blocks had outlines. */
  readonly hasOutlines: boolean;
  /** Since 4.0. */
  readonly hasGlyphs: boolean;
}

export function altoHabits(root: SourceElement, habits: Habits, ids: Ids): AltoHabits {
  const elements = [...withinSource(root)];
  const version = Number(/ns-v(\d+)#?$/.exec(root.namespace)?.[1] ?? Infinity);
  const baselines = elements.flatMap(({ attributes }) => attributes.get('BASELINE') ?? []);
  const points = elements.flatMap(({ attributes }) => attributes.get('POINTS') ?? []);
  const isIn = (name: string, parents: RegExp) =>
    elements.some((element) => element.name === name && parents.test(element.parent?.name ?? ''));
  return {
    ...{ habits, ids },
    hasCommas: [...baselines, ...points].some((list) => list.includes(',')),
    hasBaselines: version >= 4 || baselines.some((list) => /[\s,]/.test(list.trim())),
    hasOutlines: version >= 3 || isIn('Shape', /^(TextLine|String)$/),
    hasGlyphs: version >= 4 || isIn('Glyph', /^String$/),
  };
}

/** What an element's first tag and its beginning say of its place. */
export function newPlace(
  alto: AltoHabits,
  polygon: readonly Point[] | undefined,
  isBlock: boolean,
): { readonly attributes: Record<string, number>; readonly shape: readonly NewElement[] } {
  const attributes: Record<string, number> = boxAttributesAround(polygon);
  const needsShape = polygon && (isBlock || alto.hasOutlines) && !isItsBox(polygon);
  return { attributes, shape: needsShape ? [newShape(alto, polygon)] : [] };
}

function newShape(alto: AltoHabits, polygon: readonly Point[]): NewElement {
  return { name: 'Shape', inside: [newPolygon(alto, polygon)] };
}

function newPolygon(alto: AltoHabits, polygon: readonly Point[]): NewElement {
  return { name: 'Polygon', attributes: { POINTS: pointList(alto, polygon) } };
}

function pointList({ hasCommas }: AltoHabits, points: readonly Point[]): string {
  return hasCommas ? points.map((point) => pointsText([point]).replace(' ', ',')).join(' ') : pointsText(points);
}

function isItsBox(polygon: readonly Point[]): boolean {
  const whole = polygon.map(([x, y]): Point => [Math.round(x), Math.round(y)]);
  const box = boxAround(whole);
  return box !== undefined && isSame(whole, boxPolygon(box));
}

const boxNames = ['HPOS', 'VPOS', 'WIDTH', 'HEIGHT'];
/** What may stand in a block, a line or a string, in the order of the schema. */
export const altoOrder = ['Shape', 'ALTERNATIVE', 'Glyph', 'TextLine', 'String', 'SP', 'HYP'];

export function changePlace(
  alto: AltoHabits,
  element: SourceElement,
  before: readonly Point[] | undefined,
  after: readonly Point[] | undefined,
): void {
  if (isSame(before, after) || !after) return;
  const { habits } = alto;
  const { attributes, shape } = newPlace(alto, after, element.name === 'TextBlock');
  const there = child(element, 'Shape');
  if (!there || boxNames.some((name) => element.attributes.has(name))) {
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  }
  if (there) changeShape(alto, there, after);
  else for (const made of shape) habits.addInOrder(element, habits.make(made), altoOrder);
}

function changeShape(alto: AltoHabits, shape: SourceElement, points: readonly Point[]): void {
  const polygon = child(shape, 'Polygon');
  if (polygon) {
    polygon.setAttribute('POINTS', pointList(alto, points));
    return;
  }
  // A circle or an ellipse, of which the reader sees the box.
  const made = alto.habits.make(newPolygon(alto, points));
  const [round, ...others] = shape.children;
  if (round) alto.habits.addAfter(round, made);
  else alto.habits.addLast(shape, made);
  for (const element of round ? [round, ...others] : []) shape.remove(element);
}

/** One height where it says the same, or where the version knows nothing else: then in the middle of the points. */
export function baselineText(
  alto: AltoHabits,
  points: readonly Point[],
  box: ReturnType<typeof boxAttributes>,
  isHeight: boolean,
): string {
  const heights = points.map(([, y]) => y);
  const height = Math.round(heights.reduce((sum, y) => sum + y, 0) / heights.length);
  const asHeight = box && boxPolygon({ ...box, y: height, height: 0 }).slice(0, 2);
  const saysTheSame = isHeight && isSame(asHeight, points);
  return saysTheSame || !alto.hasBaselines ? String(height) : pointList(alto, points);
}

/** After the line's own place is what it is to be: one height says where a baseline ends by the line's box. */
export function changeBaseline(
  alto: AltoHabits,
  line: SourceElement,
  before: readonly Point[] | undefined,
  after: readonly Point[] | undefined,
): void {
  const isHeight = numberAttribute(line, 'BASELINE') !== undefined;
  const isChanged = !isSame(before, after);
  if (!after) {
    if (isChanged) line.setAttribute('BASELINE', undefined);
  } else if (isChanged || (isHeight && alto.hasBaselines)) {
    line.setAttribute('BASELINE', baselineText(alto, after, boxAttributes(line), isHeight));
  }
}
