/**
 * ALTO 2 to 4 (Library of Congress): blocks, also composed ones, lines with baselines, strings, spaces and hyphens.
 * Places in tenths of a millimetre or 1200ths of an inch are brought to the image's pixels by the page's size.
 */
import {
  type Box,
  boxAround,
  boxPolygon,
  type Glyph,
  type Line,
  type Page,
  type Point,
  type Region,
  type Word,
} from '../page/index.js';
import { byPlace, placeIn, type ReadingOrder, readingOrder } from './alto-order.js';
import { directionOfLine, directionOfRegion } from './direction.js';
import { parsePoints } from './points.js';
import { child, childrenOf, numberAttribute, type XmlElement, XmlError, type XmlTree } from './xml.js';
import { element, Ids, xmlHeader } from './xml-writer.js';

export const altoUnits = ['pixel', 'mm10', 'inch1200'] as const;
export type AltoUnit = (typeof altoUnits)[number];

export function isAlto(root: XmlElement): boolean {
  return root.name === 'alto';
}

export interface AltoPage {
  /** Places in the file's unit. */
  readonly page: Page;
  readonly unit: AltoUnit;
}

/** @throws XmlError when there is no Page in it, or its unit is none of the three */
export function readAlto(root: XmlElement): AltoPage {
  const description = child(root, 'Description');
  const unit = description && child(description, 'MeasurementUnit')?.text.trim();
  if (unit && !(altoUnits as readonly string[]).includes(unit)) {
    throw new XmlError(`ALTO: MeasurementUnit must be ${altoUnits.join(', ')}, got ${unit}`);
  }
  const layout = child(root, 'Layout');
  const page = layout && child(layout, 'Page');
  if (!page) throw new XmlError('ALTO must have an element Page in Layout');
  const source = description && child(description, 'sourceImageInformation');
  const space = child(page, 'PrintSpace');
  const size = (name: string) => numberAttribute(page, name) ?? (space && numberAttribute(space, name)) ?? 0;
  return {
    unit: (unit as AltoUnit) || 'pixel',
    page: {
      image: (source && child(source, 'fileName')?.text.trim()) ?? '',
      width: size('WIDTH'),
      height: size('HEIGHT'),
      regions: orderedBlocks(page, readingOrder(root)).map(({ block, lines }) => readBlock(block, lines)),
    },
  };
}

/** A block with its lines, in reading order. */
interface OrderedBlock<E> {
  readonly block: E;
  readonly lines: readonly E[];
}

/** The blocks of a page in reading order. Margins hold blocks too. */
export function orderedBlocks<E extends XmlTree<E>>(page: XmlTree<E>, order: ReadingOrder): readonly OrderedBlock<E>[] {
  const blocks = byPlace(page.children.flatMap((inner) => blocksIn(inner, order)));
  return blocks.map(({ block }) => ({ block, lines: orderedLines<E>(block, order) }));
}

interface PlacedBlock<E> {
  readonly block: E;
  readonly place: number | undefined;
}

/** @param outer the place of what it lies in, which it has where it is not listed itself */
function blocksIn<E extends XmlTree<E>>(element: E, order: ReadingOrder, outer?: number): readonly PlacedBlock<E>[] {
  if (element.name === 'TextBlock') return [{ block: element, place: placeIn(order, element) ?? outer }];
  if (!/(Block|Space|Margin)$/.test(element.name)) return [];
  const place = order.get(element.attributes.get('ID') ?? '') ?? outer;
  return element.children.flatMap((inner) => blocksIn(inner, order, place));
}

export function orderedLines<E extends XmlTree<E>>(block: XmlTree<E>, order: ReadingOrder): readonly E[] {
  const lines = childrenOf<E>(block, 'TextLine').map((line) => ({ line, place: placeIn(order, line) }));
  return byPlace(lines).map(({ line }) => line);
}

function readBlock(element: XmlElement, lines: readonly XmlElement[]): Region {
  return { id: element.attributes.get('ID') ?? '', ...placeOf(element), lines: lines.map(readLine) };
}

export function readLine(element: XmlElement): Line {
  const strings = childrenOf(element, 'String');
  const spaced = element.children.some(({ name }) => name === 'SP');
  const [first] = strings;
  const text = element.children
    .map((part) => {
      if (part.name === 'SP') return ' ';
      if (part.name === 'HYP') return part.attributes.get('CONTENT') ?? '-';
      if (part.name !== 'String') return '';
      // Where no space is written at all, every string is a word.
      return `${spaced || part === first ? '' : ' '}${part.attributes.get('CONTENT') ?? ''}`;
    })
    .join('');
  const baseline = baselineOf(element);
  const words = strings.map(readWord);
  return {
    id: element.attributes.get('ID') ?? '',
    text,
    ...(strings.length === 0 ? { untranscribed: true } : {}),
    ...placeOf(element),
    ...(baseline ? { baseline } : {}),
    ...(words.length > 0 ? { words } : {}),
  };
}

/** Points, or until ALTO 4.1 one height for the whole line. */
function baselineOf(element: XmlElement): readonly Point[] | undefined {
  const text = element.attributes.get('BASELINE');
  const height = numberAttribute(element, 'BASELINE');
  const box = boxAttributes(element);
  if (height !== undefined && box) {
    return [
      [box.x, height],
      [box.x + box.width, height],
    ];
  }
  return parsePoints(text);
}

function readWord(element: XmlElement): Word {
  const glyphs = childrenOf(element, 'Glyph').map((glyph): Glyph => readPiece(glyph, 'GC'));
  return { ...readPiece(element, 'WC'), ...(glyphs.length > 0 ? { glyphs } : {}) };
}

function readPiece(element: XmlElement, confidenceName: string): Glyph {
  const id = element.attributes.get('ID');
  const confidence = numberAttribute(element, confidenceName);
  return {
    ...(id === undefined ? {} : { id }),
    text: element.attributes.get('CONTENT') ?? '',
    ...(confidence === undefined ? {} : { confidence }),
    ...placeOf(element),
  };
}

function placeOf(element: XmlElement): { readonly polygon?: readonly Point[] } {
  const shape = child(element, 'Shape');
  const drawn = shape && parsePoints(child(shape, 'Polygon')?.attributes.get('POINTS'));
  const box = boxAttributes(element);
  const polygon = drawn ?? (box && boxPolygon(box));
  return polygon ? { polygon } : {};
}

export function boxAttributes(element: XmlElement): Box | undefined {
  const [x, y, width, height] = ['HPOS', 'VPOS', 'WIDTH', 'HEIGHT'].map((name) => numberAttribute(element, name));
  if (x === undefined || y === undefined || width === undefined || height === undefined) return undefined;
  return { x, y, width, height };
}

const namespace = 'http://www.loc.gov/standards/alto/ns-v4#';

/**
 * ALTO 4 in pixels. A line is written word by word where its words, joined by spaces, are its text; else as one string.
 * The confidence of a line, and the type of a region, have no place in it.
 */
export function writeAlto(page: Page): string {
  const ids = new Ids();
  const size = { WIDTH: Math.round(page.width), HEIGHT: Math.round(page.height) };
  const blocks = page.regions.map((region, index) => writeBlock(region, `b${index + 1}`, ids, page.language));
  return `${xmlHeader}${element('alto', { xmlns: namespace }, [
    element('Description', {}, [
      element('MeasurementUnit', {}, 'pixel'),
      element('sourceImageInformation', {}, [element('fileName', {}, page.image)]),
    ]),
    element('Layout', {}, [
      element('Page', { ID: ids.take(undefined, 'page'), PHYSICAL_IMG_NR: 1, ...size }, [
        element('PrintSpace', { HPOS: 0, VPOS: 0, ...size }, blocks),
      ]),
    ]),
  ])}\n`;
}

function writeBlock(region: Region, otherwise: string, ids: Ids, language: string | undefined): string {
  const id = ids.take(region.id, otherwise);
  const around = region.polygon ?? region.lines.flatMap(({ polygon, baseline }) => polygon ?? baseline ?? []);
  const direction = directionOfRegion(region);
  const attributes = { ID: id, ...boxAttributesAround(around), LANG: language, BASEDIRECTION: direction };
  return element('TextBlock', attributes, [
    ...shapeOf(region.polygon),
    ...region.lines.map((line, index) => writeLine(line, `${id}l${index + 1}`, direction, ids)),
  ]);
}

function writeLine(line: Line, otherwise: string, around: 'rtl' | undefined, ids: Ids): string {
  const { words = [], baseline, polygon } = line;
  const whole = words.length > 0 && words.map(({ text }) => text).join(' ') === line.text;
  const strings = whole
    ? words.flatMap((word, index) => [...(index > 0 ? [element('SP', {})] : []), writeString(word, ids)])
    : [element('String', { CONTENT: line.text, ...boxAttributesAround(polygon) })];
  return element(
    'TextLine',
    {
      ID: ids.take(line.id, otherwise),
      BASELINE: baseline && pointsText(baseline),
      BASEDIRECTION: directionOfLine(line.text, around),
      // The box of a baseline would say that nothing is above it.
      ...boxAttributesAround(polygon),
    },
    [...shapeOf(polygon), ...strings],
  );
}

function writeString(word: Word, ids: Ids): string {
  const glyphs = word.glyphs ?? [];
  // In ALTO a glyph is one character; a word whose glyphs are not all so is written without them.
  const single = glyphs.every(({ text }) => [...text].length === 1);
  return element('String', { ...pieceAttributes(word, ids), WC: word.confidence }, [
    ...shapeOf(word.polygon),
    ...(single ? glyphs : []).map((glyph) =>
      element('Glyph', { ...pieceAttributes(glyph, ids), GC: glyph.confidence }, shapeOf(glyph.polygon)),
    ),
  ]);
}

function pieceAttributes({ id, text, polygon }: Glyph, ids: Ids) {
  return { ID: id === undefined ? undefined : ids.take(id, 'piece'), CONTENT: text, ...boxAttributesAround(polygon) };
}

export function boxAttributesAround(points: readonly Point[] | undefined) {
  const box = boxAround(points?.map(([x, y]): Point => [Math.round(x), Math.round(y)]));
  return box ? { HPOS: box.x, VPOS: box.y, WIDTH: box.width, HEIGHT: box.height } : {};
}

function shapeOf(polygon: readonly Point[] | undefined): readonly string[] {
  return polygon ? [element('Shape', {}, [element('Polygon', { POINTS: pointsText(polygon) })])] : [];
}

export function pointsText(points: readonly Point[]): string {
  return points.map(([x, y]) => `${Math.round(x)} ${Math.round(y)}`).join(' ');
}
