/** What PAGE XML says of a page beside its lines: zones that have none, and outlines that nobody drew. */
import type { Point } from '../page/index.js';
import { customOf, outlineIn, regionElements } from './page-xml.js';
import { child, childrenOf, type XmlElement } from './xml.js';

type Outline = readonly Point[];

export interface DescribedZones {
  /** Of `UnknownRegion`s without lines: what stands in them nobody described. */
  readonly unknown: readonly Outline[];
  /** Of regions of text and of cells without lines. */
  readonly empty: readonly Outline[];
  /** The ids of regions whose outlines are made up, `box {made:true;}` in `custom`: boxes around their lines. */
  readonly made: readonly string[];
}

/** @param root of PAGE XML */
export function describedZones(root: XmlElement): DescribedZones {
  const page = child(root, 'Page');
  const regions = page ? regionsWithin(page) : [];
  const bare = regions.filter(hasNothingInside);
  return {
    unknown: outlinesOf(bare.filter(({ name }) => name === 'UnknownRegion')),
    empty: outlinesOf(bare.filter(({ name }) => /^(Text|Custom)Region$|^TableCell$/.test(name))),
    made: regions.flatMap((region) => (isMade(region) ? [region.attributes.get('id') ?? ''] : [])),
  };
}

function regionsWithin(element: XmlElement): readonly XmlElement[] {
  return regionElements(element).flatMap((region) => [region, ...regionsWithin(region)]);
}

function hasNothingInside(region: XmlElement): boolean {
  return childrenOf(region, 'TextLine').length === 0 && regionElements(region).length === 0;
}

function outlinesOf(regions: readonly XmlElement[]): readonly Outline[] {
  return regions.flatMap((region) => {
    const outline = outlineIn(region);
    return outline ? [outline] : [];
  });
}

function isMade(region: XmlElement): boolean {
  return /box\s*\{[^}]*made:\s*true/.test(customOf(region));
}
