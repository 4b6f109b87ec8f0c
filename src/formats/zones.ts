/** What PAGE XML says of a page beside its lines: zones without any, and outlines that nobody drew. */
import type { Point } from '../page/index.js';
import { customOf, outlineIn, regionElements } from './page-xml.js';
import { child, childrenOf, type XmlElement } from './xml.js';

export interface DescribedZones {
  /** Outlines of zones of text that have no lines: what stands in them nobody described. */
  readonly unknown: readonly (readonly Point[])[];
  /** The ids of regions whose outlines are made up, `box {made:true;}` in `custom`: boxes around their lines. */
  readonly made: readonly string[];
}

/** @param root of PAGE XML */
export function describedZones(root: XmlElement): DescribedZones {
  const page = child(root, 'Page');
  const regions = page ? regionsWithin(page) : [];
  return {
    unknown: regions.flatMap((region) => (isEmpty(region) ? [outlineIn(region) ?? []] : [])),
    made: regions.flatMap((region) => (isMade(region) ? [region.attributes.get('id') ?? ''] : [])),
  };
}

function regionsWithin(element: XmlElement): readonly XmlElement[] {
  return regionElements(element).flatMap((region) => [region, ...regionsWithin(region)]);
}

/** Zones of text, or of nobody knows what; pictures and rules are known to be no text. */
function isEmpty(region: XmlElement): boolean {
  const mayBeText = /^(Text|Unknown|Custom)Region$|^TableCell$/.test(region.name);
  return mayBeText && childrenOf(region, 'TextLine').length === 0 && regionElements(region).length === 0;
}

function isMade(region: XmlElement): boolean {
  return /box\s*\{[^}]*made:\s*true/.test(customOf(region));
}
