/** A page to learn layout from or to be measured on. Its image stays where it is until a crop needs it. */
import type { SampleImage } from '../dataset/index.js';
import type { DescribedZones, Skipped } from '../formats/index.js';
import type { Line, Page } from '../page/index.js';
import { type WritingHeights, writingHeights } from './line-heights.js';
import type { LayoutTruth } from './targets.js';

export interface LayoutSample {
  readonly name: string;
  /** The name below the DATA argument, of no other page: what randomness and a run's identity know a page by. */
  readonly key: string;
  readonly document: string;
  readonly image: SampleImage;
  /** In pixels of the image, the heights of the writing with it. */
  readonly truth: LayoutTruth & Required<Pick<LayoutTruth, 'heights'>>;
  /** Pixels of the image from baselines to the tops of tall letters, the median of the page's lines. */
  readonly ascender: number;
}

/** A page as somebody described it. */
export interface DescribedSample extends Pick<LayoutSample, 'name' | 'key' | 'document' | 'image'> {
  readonly page: Page;
  readonly zones: DescribedZones;
  /** Of its lines, where that is known exactly. Default: as the outlines of the lines tell it. */
  readonly heights?: ReadonlyMap<Line, WritingHeights>;
}

/** @returns the sample, or why nothing can be learnt from the page */
export function layoutSample({ page, zones, heights: exact, ...known }: DescribedSample): LayoutSample | Skipped {
  const regions = page.regions.filter(({ lines }) => lines.length > 0);
  const empty = page.regions.flatMap(({ lines, polygon }) => (lines.length === 0 && polygon ? [polygon] : []));
  const described = { ...page, regions };
  const heights = exact ?? writingHeights(described);
  const ascender = median([...heights.values()].map(({ ascender }) => ascender));
  if (ascender === undefined) {
    return {
      name: known.name,
      reason: 'nothing says how high the writing is: lines have no outlines and no neighbours',
    };
  }
  return {
    ...known,
    ascender,
    truth: {
      page: described,
      unknown: [...zones.unknown, ...zones.empty, ...empty],
      made: new Set(zones.made),
      heights,
      typed: regions.some(({ type }) => type !== undefined && type !== untyped),
    },
  };
}

/** What some sources write where they say no type. */
const untyped = 'none';

function median(values: number[]): number | undefined {
  return values.sort((a, b) => a - b)[Math.floor(values.length / 2)];
}
