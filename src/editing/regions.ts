/** Regions: new ones, their outlines, kinds and order. */
import type { Page, Point, Region } from '../page/index.js';
import { newId } from './ids.js';
import { placedInOrder } from './place-in-order.js';
import { type Added, inserted, onPage, regionOf, replaceRegion, within } from './whole-page.js';

/**
 * The page with a region more, without lines, where it is read among the others.
 * @param polygon three points or more, brought onto the page
 * @param type as `paragraph` or `marginalia`
 * @throws RangeError when there are fewer points
 */
export function addRegion(page: Page, polygon: readonly Point[], type?: string): Added {
  const id = newId(page, 'region');
  const region: Region = {
    id,
    ...(type === undefined ? {} : { type }),
    polygon: outlineOnPage(page, polygon),
    lines: [],
  };
  return { page: { ...page, regions: placedInOrder(page.regions, region, shapeOf, page) }, id };
}

function outlineOnPage(page: Page, polygon: readonly Point[]): readonly Point[] {
  if (polygon.length >= 3) return polygon.map((point) => onPage(page, point));
  throw new RangeError(`editing: a region's outline must have three points or more, got ${polygon.length}`);
}

function shapeOf({ polygon, lines }: Region): readonly Point[] {
  return polygon ?? lines.flatMap((line) => line.polygon ?? line.baseline ?? []);
}

/**
 * @param polygon three points or more, brought onto the page
 * @throws RangeError when no region has the id, or there are fewer points
 */
export function setRegionPolygon(page: Page, regionId: string, polygon: readonly Point[]): Page {
  const region = regionOf(page, regionId);
  return replaceRegion(page, region, { ...region, polygon: outlineOnPage(page, polygon) });
}

/**
 * @param type `undefined` takes it away
 * @returns the very same page where the region has that type already
 * @throws RangeError when no region has the id
 */
export function setRegionType(page: Page, regionId: string, type: string | undefined): Page {
  const region = regionOf(page, regionId);
  if (region.type === type) return page;
  const { type: _, ...rest } = region;
  return replaceRegion(page, region, type === undefined ? rest : { ...rest, type });
}

/**
 * The page with a region at another place in the reading order.
 * @param index that it will have, from 0; the last where there are not so many
 * @returns the very same page where it stands there already
 * @throws RangeError when no region has the id
 */
export function moveRegion(page: Page, regionId: string, index: number): Page {
  const region = regionOf(page, regionId);
  const to = within(index, page.regions.length - 1);
  if (page.regions[to] === region) return page;
  const rest = page.regions.filter((each) => each !== region);
  return { ...page, regions: inserted(rest, to, region) };
}

/**
 * The page without a region and its lines.
 * @throws RangeError when no region has the id
 */
export function deleteRegion(page: Page, regionId: string): Page {
  return replaceRegion(page, regionOf(page, regionId));
}
