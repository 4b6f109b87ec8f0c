/**
 * PAGE XML (PRImA), 2013 and 2019 and what lies between: regions, lines, words, glyphs with polygons and baselines. The
 * reading order is ReadingOrder's, or the `custom` attribute of Transkribus, or that of the file.
 */
import type { Glyph, Line, Page, Point, Region, Word } from '../page/index.js';
import { parsePoints } from './points.js';
import { child, childrenOf, numberAttribute, type XmlElement, XmlError } from './xml.js';

export function isPageXml(root: XmlElement): boolean {
  return root.name === 'PcGts';
}

/** @throws XmlError when there is no Page in it */
export function readPageXml(root: XmlElement): Page {
  const page = child(root, 'Page');
  if (!page) throw new XmlError('PAGE XML must have an element Page');
  return {
    image: page.attributes.get('imageFilename') ?? '',
    width: numberAttribute(page, 'imageWidth') ?? 0,
    height: numberAttribute(page, 'imageHeight') ?? 0,
    regions: inOrder(regionsIn(page), readingOrder(page)),
  };
}

/** Regions that hold lines, those inside of others (tables, nested regions) in the place of the outer one. */
function regionsIn(element: XmlElement): readonly { readonly region: Region; readonly index: number | undefined }[] {
  return element.children.flatMap((one) => {
    if (!/(Region|TableCell)$/.test(one.name)) return [];
    const lines = childrenOf(one, 'TextLine');
    const own = lines.length > 0 ? [{ region: readRegion(one, lines), index: customIndex(one) }] : [];
    return [...own, ...regionsIn(one)];
  });
}

function readRegion(element: XmlElement, lines: readonly XmlElement[]): Region {
  const type =
    element.attributes.get('type') ?? /structure\s*\{[^}]*type:\s*([^;}]+)/.exec(custom(element))?.[1]?.trim();
  const read = lines.map((line, at) => ({ line: readLine(line), index: customIndex(line), at }));
  // Lines without an index stay behind those that have one, in the order of the file.
  const sorted = [...read].sort((a, b) => (a.index ?? Infinity) - (b.index ?? Infinity) || a.at - b.at);
  return {
    id: element.attributes.get('id') ?? '',
    ...(type ? { type } : {}),
    ...placeOf(element),
    lines: sorted.map(({ line }) => line),
  };
}

function custom(element: XmlElement): string {
  return element.attributes.get('custom') ?? '';
}

/** Transkribus: custom="readingOrder {index:3;}". */
function customIndex(element: XmlElement): number | undefined {
  const index = /readingOrder\s*\{[^}]*index:\s*(\d+)/.exec(custom(element))?.[1];
  return index === undefined ? undefined : Number(index);
}

/** The ids of the regions as ReadingOrder has them, groups within groups flattened. */
function readingOrder(page: XmlElement): readonly string[] {
  const order = child(page, 'ReadingOrder');
  const walk = (element: XmlElement): readonly string[] => {
    const own = element.attributes.get('regionRef');
    const inner = [...element.children].sort(
      (a, b) => (numberAttribute(a, 'index') ?? 0) - (numberAttribute(b, 'index') ?? 0),
    );
    return [...(own === undefined ? [] : [own]), ...inner.flatMap(walk)];
  };
  return order ? walk(order) : [];
}

function inOrder(
  found: readonly { readonly region: Region; readonly index: number | undefined }[],
  order: readonly string[],
): readonly Region[] {
  const places = new Map(order.map((id, place) => [id, place]));
  const rank = ({ region, index }: (typeof found)[number]) =>
    places.get(region.id) ?? (places.size > 0 ? Infinity : (index ?? Infinity));
  return found
    .map((one, at) => ({ one, at }))
    .sort((a, b) => compare(rank(a.one), rank(b.one)) || a.at - b.at)
    .map(({ one }) => one.region);
}

/** As a difference, but two infinities are equal. */
function compare(a: number, b: number): number {
  return a === b ? 0 : a - b;
}

function readLine(element: XmlElement): Line {
  const words = childrenOf(element, 'Word').map(readWord);
  const own = textOf(element);
  const baseline = parsePoints(child(element, 'Baseline')?.attributes.get('points'));
  return {
    id: element.attributes.get('id') ?? '',
    text: own.text ?? words.map(({ text }) => text).join(' '),
    ...(own.confidence === undefined ? {} : { confidence: own.confidence }),
    ...placeOf(element),
    ...(baseline ? { baseline } : {}),
    ...(words.length > 0 ? { words } : {}),
  };
}

function readWord(element: XmlElement): Word {
  const glyphs = childrenOf(element, 'Glyph').map(readGlyph);
  return { ...readGlyph(element), ...(glyphs.length > 0 ? { glyphs } : {}) };
}

function readGlyph(element: XmlElement): Glyph {
  const { text = '', confidence } = textOf(element);
  const id = element.attributes.get('id');
  return {
    ...(id === undefined ? {} : { id }),
    text,
    ...(confidence === undefined ? {} : { confidence }),
    ...placeOf(element),
  };
}

/** Of several readings the one with the lowest index; those without come first. */
function textOf(element: XmlElement): { readonly text?: string; readonly confidence?: number } {
  const [best] = [...childrenOf(element, 'TextEquiv')].sort(
    (a, b) => (numberAttribute(a, 'index') ?? -1) - (numberAttribute(b, 'index') ?? -1),
  );
  if (!best) return {};
  const text = (child(best, 'Unicode') ?? child(best, 'PlainText'))?.text;
  const confidence = numberAttribute(best, 'conf');
  return { ...(text === undefined ? {} : { text }), ...(confidence === undefined ? {} : { confidence }) };
}

function placeOf(element: XmlElement): { readonly polygon?: readonly Point[] } {
  const coords = child(element, 'Coords');
  if (!coords) return {};
  // Until 2010 points were elements.
  const elements = childrenOf(coords, 'Point').map(
    (point) => `${point.attributes.get('x')},${point.attributes.get('y')}`,
  );
  const polygon = parsePoints(coords.attributes.get('points') ?? elements.join(' '));
  return polygon ? { polygon } : {};
}
