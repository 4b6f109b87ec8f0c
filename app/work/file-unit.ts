/** The way back from pixels to the unit of a description, such as tenths of millimetres. */
import { type DescribedPage, type Page, toPixels } from 'ductus/web';
import { scalePage } from '../../src/page/index.js';

/**
 * Pages that are equal in pixels are equal in the unit: what nobody moved is not written anew.
 * @param pixels the size of the image
 */
export function inUnitOf(
  described: DescribedPage,
  pixels: { readonly width: number; readonly height: number },
): (page: Page) => Page {
  const unit = { ...described.page, regions: [{ id: '', lines: [], polygon: [[1, 1] as const] }] };
  const [corner] = toPixels({ ...described, page: unit }, pixels).regions[0]?.polygon ?? [];
  const [x, y] = corner ?? [1, 1];
  return x === 1 && y === 1 ? (page) => page : (page) => scalePage(page, 1 / x, 1 / y);
}
