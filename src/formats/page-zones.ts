/** What PAGE XML says of a page beside its lines, for those who measure or learn where lines are. */
import type { Point } from '../page/index.js';
import { isPageXml } from './page-xml.js';
import { parsePoints } from './points.js';
import { child, childrenOf, decodeXml, numberAttribute, parseXml, type XmlElement } from './xml.js';

export interface PageZones {
  /** Outlines of zones whose lines nobody described (`UnknownRegion`): what is found there is neither right nor wrong. */
  readonly unknown: readonly (readonly Point[])[];
  /** The ids of regions whose outline is made up, a box around lines (`box {made:true;}` in `custom`). */
  readonly made: ReadonlySet<string>;
  /** Pixels that the places are meant in; 0 where the file does not say. */
  readonly width: number;
  readonly height: number;
}

/** Of anything else than PAGE there are none. @throws XmlError when the bytes are no XML */
export async function readPageZones(bytes: Uint8Array): Promise<PageZones> {
  const root = await parseXml(decodeXml(bytes));
  const page = isPageXml(root) ? child(root, 'Page') : undefined;
  if (!page) return { unknown: [], made: new Set(), width: 0, height: 0 };
  const elements = page.children.filter(({ name }) => name.endsWith('Region'));
  return {
    unknown: elements.flatMap((element) => (element.name === 'UnknownRegion' ? outlineOf(element) : [])),
    made: new Set(elements.filter(isMade).map(({ attributes }) => attributes.get('id') ?? '')),
    width: numberAttribute(page, 'imageWidth') ?? 0,
    height: numberAttribute(page, 'imageHeight') ?? 0,
  };
}

/** One outline, or none. An unknown zone with lines of its own is none. */
function outlineOf(element: XmlElement): readonly (readonly Point[])[] {
  if (childrenOf(element, 'TextLine').length > 0) return [];
  const points = parsePoints(child(element, 'Coords')?.attributes.get('points'));
  return points ? [points] : [];
}

function isMade({ attributes }: XmlElement): boolean {
  return /box\s*\{[^}]*made:\s*true/.test(attributes.get('custom') ?? '');
}
