/**
 * PAGE XML (PRImA), 2013 and 2019 and what lies between: regions, lines, words, glyphs with polygons and baselines. The
 * reading order is ReadingOrder's, or the `custom` attribute of Transkribus, or that of the file.
 */
import type { Glyph, Line, Page, Point, Region, Word } from '../page/index.js';
import { directionOfLine, directionOfRegion } from './direction.js';
import { parsePoints } from './points.js';
import { child, childrenOf, numberAttribute, type XmlElement, XmlError, type XmlTree } from './xml.js';
import { element, Ids, xmlHeader } from './xml-writer.js';

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
    regions: orderedRegions(page).map(readRegion),
  };
}

/** The regions that hold lines, in reading order. */
export function orderedRegions<E extends XmlTree<E>>(page: E): readonly E[] {
  return inOrder(regionsIn(page), readingOrder(page));
}

interface OrderedRegion<E> {
  readonly region: E;
  /** The ids of the regions that it lies in and its own, outermost first. */
  readonly ids: readonly string[];
  /** The same regions' indices in `custom`. */
  readonly indices: readonly (number | undefined)[];
}

/** Regions that hold lines, and those inside of others (tables, nested regions) after the outer one. */
function regionsIn<E extends XmlTree<E>>(
  element: E,
  outer: Omit<OrderedRegion<E>, 'region'> = { ids: [], indices: [] },
): OrderedRegion<E>[] {
  return regionElements<E>(element).flatMap((inner) => {
    const ids = [...outer.ids, inner.attributes.get('id') ?? ''];
    const indices = [...outer.indices, customIndex(inner)];
    const itself = child<E>(inner, 'TextLine') ? [{ region: inner, ids, indices }] : [];
    return [...itself, ...regionsIn(inner, { ids, indices })];
  });
}

/** The regions that lie in an element itself. */
export function regionElements<E extends XmlTree<E>>(element: XmlTree<E>): readonly E[] {
  return element.children.filter(({ name }) => /(Region|TableCell)$/.test(name));
}

/** The ids of regions that have a text and no line, nor have regions within. */
export function regionsWithoutLines(root: XmlElement): readonly string[] {
  const within = (element: XmlElement): readonly string[] =>
    regionElements(element).flatMap((inner) => {
      const hasMore = childrenOf(inner, 'TextLine').length > 0 || regionElements(inner).length > 0;
      const hasText = (textOf(inner).text ?? '').trim() !== '';
      return hasText && !hasMore ? [inner.attributes.get('id') ?? ''] : within(inner);
    });
  const page = child(root, 'Page');
  return page ? within(page) : [];
}

function readRegion(element: XmlElement): Region {
  const type = element.attributes.get('type') ?? structureType(element);
  return {
    id: element.attributes.get('id') ?? '',
    ...(type ? { type } : {}),
    ...placeOf(element),
    lines: orderedLines(element).map(readLine),
  };
}

/** Transkribus: custom="structure {type:heading;}". */
export function structureType(element: XmlElement): string | undefined {
  return /structure\s*\{[^}]*type:\s*([^;}]+)/.exec(customOf(element))?.[1]?.trim();
}

/** The lines of a region in reading order. */
export function orderedLines<E extends XmlTree<E>>(region: XmlTree<E>): readonly E[] {
  const lines = childrenOf<E>(region, 'TextLine').map((line, at) => ({ line, index: customIndex(line), at }));
  // Lines without an index stay behind those that have one, in the order of the file.
  const sorted = [...lines].sort((a, b) => (a.index ?? Infinity) - (b.index ?? Infinity) || a.at - b.at);
  return sorted.map(({ line }) => line);
}

export function customOf(element: XmlElement): string {
  return element.attributes.get('custom') ?? '';
}

/** Transkribus: custom="readingOrder {index:3;}". */
export function customIndex(element: XmlElement): number | undefined {
  const index = /readingOrder\s*\{[^}]*index:\s*(\d+)/.exec(customOf(element))?.[1];
  return index === undefined ? undefined : Number(index);
}

/** The ids of the regions as ReadingOrder has them, groups within groups flattened. */
function readingOrder(page: XmlElement): readonly string[] {
  const order = child(page, 'ReadingOrder');
  const walk = (element: XmlElement): readonly string[] => {
    const region = element.attributes.get('regionRef');
    const inner = [...element.children].sort(
      (a, b) => (numberAttribute(a, 'index') ?? 0) - (numberAttribute(b, 'index') ?? 0),
    );
    return [...(region === undefined ? [] : [region]), ...inner.flatMap(walk)];
  };
  return order ? walk(order) : [];
}

/**
 * A region that ReadingOrder doesn't list stands where one does that it lies in. What it doesn't settle is settled by
 * the indices in `custom`, which count within the outer region, and then by the file.
 */
function inOrder<E>(regions: readonly OrderedRegion<E>[], order: readonly string[]): readonly E[] {
  const places = new Map(order.map((id, place) => [id, place]));
  const ranks = regions.map(({ region, ids, indices }) => {
    const listed = [...ids].reverse().find((id) => places.has(id));
    const place = listed === undefined ? Infinity : (places.get(listed) as number);
    return { region, rank: [place, ...indices.map((index) => index ?? Infinity)] };
  });
  return ranks.sort((a, b) => compareRanks(a.rank, b.rank)).map(({ region }) => region);
}

/** By the first difference; what is shorter, and so lies outside, comes first. */
function compareRanks(a: readonly number[], b: readonly number[]): number {
  for (const [i, rank] of a.entries()) if (rank !== b[i]) return rank < (b[i] ?? -1) ? -1 : 1;
  return a.length - b.length;
}

export function readLine(element: XmlElement): Line {
  const words = childrenOf(element, 'Word').map(readWord);
  const written = textOf(element);
  const baseline = parsePoints(child(element, 'Baseline')?.attributes.get('points'));
  const text = written.text ?? words.map(({ text }) => text).join(' ');
  return {
    id: element.attributes.get('id') ?? '',
    text,
    ...(written.text === undefined && text.trim() === '' ? { untranscribed: true } : {}),
    ...(written.confidence === undefined ? {} : { confidence: written.confidence }),
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

function textOf(element: XmlElement): { readonly text?: string; readonly confidence?: number } {
  const best = bestReading(element);
  if (!best) return {};
  const text = (child(best, 'Unicode') ?? child(best, 'PlainText'))?.text;
  const confidence = numberAttribute(best, 'conf');
  return { ...(text === undefined ? {} : { text }), ...(confidence === undefined ? {} : { confidence }) };
}

/** Of several readings the one with the lowest index; those without come first. */
export function bestReading<E extends XmlTree<E>>(element: XmlTree<E>): E | undefined {
  const [best] = [...childrenOf<E>(element, 'TextEquiv')].sort(
    (a, b) => (numberAttribute(a, 'index') ?? -1) - (numberAttribute(b, 'index') ?? -1),
  );
  return best;
}

function placeOf(element: XmlElement): { readonly polygon?: readonly Point[] } {
  const polygon = outlineIn(element);
  return polygon ? { polygon } : {};
}

/** The outline that an element's `Coords` say. */
export function outlineIn(element: XmlElement): readonly Point[] | undefined {
  const coords = child(element, 'Coords');
  if (!coords) return undefined;
  // Until 2010 points were elements.
  const elements = childrenOf(coords, 'Point').map(
    (point) => `${point.attributes.get('x')},${point.attributes.get('y')}`,
  );
  return parsePoints(coords.attributes.get('points') ?? elements.join(' '));
}

export interface WriteOptions {
  /** When the page was described, ISO 8601. */
  readonly created: string;
  /** Which program it was. */
  readonly creator: string;
}

const namespace = 'http://schema.primaresearch.org/PAGE/gts/pagecontent/2019-07-15';

/** The types that the schema knows; others go into `custom`, as Transkribus has them. */
export const knownTypes = new Set(
  'paragraph heading caption header footer page-number drop-capital credit floating signature-mark catch-word marginalia footnote footnote-continued endnote TOC-entry list-label other'.split(
    ' ',
  ),
);

/**
 * PAGE XML 2019. Places become whole pixels on the page; a region or line without an outline gets that of its lines, or
 * of its baseline.
 */
/** Of the schema's list, by ISO 639-1. */
const languageWords: Readonly<Record<string, string>> = {
  de: 'German',
  en: 'English',
  es: 'Spanish',
  fr: 'French',
  it: 'Italian',
  la: 'Latin',
  nl: 'Dutch',
  pt: 'Portuguese',
};

export function writePageXml(page: Page, { created, creator }: WriteOptions): string {
  const ids = new Ids();
  const regions = page.regions.map((region, index) => ({ region, id: ids.take(region.id, `r${index + 1}`) }));
  const order = regions.map(({ id }, index) => element('RegionRefIndexed', { index, regionRef: id }));
  const ordered = element('ReadingOrder', {}, [element('OrderedGroup', { id: ids.take(undefined, 'ro') }, order)]);
  const body = [
    element('Metadata', {}, [
      element('Creator', {}, creator),
      element('Created', {}, created),
      element('LastChange', {}, created),
    ]),
    element(
      'Page',
      {
        imageFilename: page.image,
        imageWidth: Math.round(page.width),
        imageHeight: Math.round(page.height),
        primaryLanguage: page.language === undefined ? undefined : languageWords[page.language],
      },
      [...(regions.length > 0 ? [ordered] : []), ...regions.map(({ region, id }) => writeRegion(region, id, ids))],
    ),
  ];
  return `${xmlHeader}${element('PcGts', { xmlns: namespace }, body)}\n`;
}

function writeRegion(region: Region, id: string, ids: Ids): string {
  const { type } = region;
  const known = type !== undefined && knownTypes.has(type);
  const custom = type === undefined || known ? undefined : `structure {type:${type.replace(/[;{}]/g, ' ')};}`;
  const direction = directionOfRegion(region);
  const attributes = { id, type: known ? type : undefined, custom, readingDirection: direction && 'right-to-left' };
  return element('TextRegion', attributes, [
    writeCoords(region.polygon ?? region.lines.flatMap(outlineOf)),
    ...region.lines.map((line, index) => writeLine(line, `${id}l${index + 1}`, direction, ids)),
  ]);
}

const readingDirections = { ltr: 'left-to-right', rtl: 'right-to-left' } as const;

function writeLine(line: Line, otherwise: string, around: 'rtl' | undefined, ids: Ids): string {
  const id = ids.take(line.id, otherwise);
  const direction = directionOfLine(line.text, around);
  return element('TextLine', { id, readingDirection: direction && readingDirections[direction] }, [
    writeCoords(outlineOf(line)),
    ...(line.baseline ? [element('Baseline', { points: pointsText(line.baseline) })] : []),
    ...(line.words ?? []).map((word, index) => writeWord(word, `${id}w${index + 1}`, ids)),
    // An empty text would say that nothing is written there.
    ...(line.untranscribed ? [] : [writeText(line)]),
  ]);
}

function writeWord(word: Word, otherwise: string, ids: Ids): string {
  const id = ids.take(word.id, otherwise);
  return element('Word', { id }, [
    writeCoords(word.polygon ?? []),
    ...(word.glyphs ?? []).map((glyph, index) =>
      element('Glyph', { id: ids.take(glyph.id, `${id}g${index + 1}`) }, [
        writeCoords(glyph.polygon ?? []),
        writeText(glyph),
      ]),
    ),
    writeText(word),
  ]);
}

function writeText({ text, confidence }: { readonly text: string; readonly confidence?: number }): string {
  return element('TextEquiv', { conf: confidence }, [element('Unicode', {}, text)]);
}

/** Of a line without one: its baseline, there and back. */
export function outlineOf({ polygon, baseline = [] }: Line): readonly Point[] {
  return polygon ?? [...baseline, ...[...baseline].reverse()];
}

/** The schema wants Coords, and two points in it. */
function writeCoords(points: readonly Point[]): string {
  return element('Coords', { points: pointsText(atLeastTwo(points)) });
}

export function atLeastTwo(points: readonly Point[]): readonly Point[] {
  return points.length >= 2 ? points : [...points, ...points, origin, origin].slice(0, 2);
}

const origin: Point = [0, 0];

export function pointsText(points: readonly Point[]): string {
  return points.map(([x, y]) => `${Math.max(0, Math.round(x))},${Math.max(0, Math.round(y))}`).join(' ');
}
