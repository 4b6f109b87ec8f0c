import type { DescribedPage, Page } from 'ductus/web';
import { describe, expect, it, vi } from 'vitest';
import { toPixels } from '../../src/formats/index.js';
import { inUnitOf } from './file-unit.js';

// The built library is for browsers; its source is the same.
vi.mock('ductus/web', async () => import('../../src/formats/index.js'));

function described(unit: DescribedPage['unit'], width: number, height: number): DescribedPage {
  const line = { id: 'l', text: 'a', baseline: [[100, 200] as const, [700, 210] as const] };
  const page: Page = { image: 'a.jpg', width, height, regions: [{ id: 'r', lines: [line] }] };
  return { format: 'ALTO', page, unit, regionsWithoutLines: [], zones: { unknown: [], empty: [], made: [] } };
}

describe('the way back to the unit of a file', () => {
  it.each([
    ['pixels of the image itself', described('pixel', 1000, 500)],
    ['pixels of a larger copy', described('pixel', 3000, 1500)],
    ['tenths of millimetres without a size', described('mm10', 0, 0)],
  ])('from %s ends where it began', (_, page) => {
    const size = { width: 1000, height: 500 };
    const back = inUnitOf(page, size)(toPixels(page, size));
    const points = (of: Page) => of.regions[0]?.lines[0]?.baseline?.flat() ?? [];
    points(page.page).forEach((value, i) => expect(points(back)[i]).toBeCloseTo(value, 9));
  });

  it('leaves a page as it is where the unit is the pixel', () => {
    const page = described('pixel', 1000, 500);
    expect(inUnitOf(page, page.page)(page.page)).toBe(page.page);
  });
});
