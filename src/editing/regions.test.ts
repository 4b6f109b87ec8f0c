import { describe, expect, it } from 'vitest';
import { pageOf, readLine } from '../../test/edited-page.js';
import { boxPolygon, type Page } from '../page/index.js';
import { addRegion, deleteRegion, moveRegion, setRegionPolygon, setRegionType } from './index.js';

const box = (x: number, y: number) => boxPolygon({ x, y, width: 200, height: 80 });
const idsOf = (page: Page) => page.regions.map(({ id }) => id);
const page: Page = {
  ...pageOf(),
  regions: [
    { id: 'a', polygon: box(50, 50), lines: [readLine('l1', 'ab')] },
    { id: 'b', polygon: box(50, 250), lines: [], type: 'heading' },
    { id: 'c', polygon: box(50, 350), lines: [] },
  ],
};

describe('a new region', () => {
  it('stands where it is read, with its kind', () => {
    const added = addRegion(page, box(50, 150), 'paragraph');
    expect(idsOf(added.page)).toEqual(['a', added.id, 'b', 'c']);
    expect(added.page.regions[1]).toEqual({ id: added.id, type: 'paragraph', polygon: box(50, 150), lines: [] });
    expect(added.page.regions[0]).toBe(page.regions[0]);
    const last = addRegion(page, box(50, 600));
    expect(idsOf(last.page)).toEqual(['a', 'b', 'c', last.id]);
  });

  it('leaves an order that a person set', () => {
    const reordered = moveRegion(page, 'c', 0);
    const added = addRegion(reordered, box(50, 600));
    expect(idsOf(added.page)).toEqual(['c', added.id, 'a', 'b']);
  });

  it('is brought onto the page, and has three points or more', () => {
    const { page: wide } = addRegion(pageOf(), boxPolygon({ x: -9, y: 700, width: 2000, height: 400 }));
    expect(wide.regions[0]?.polygon).toEqual(boxPolygon({ x: 0, y: 700, width: 1000, height: 100 }));
    expect(() => addRegion(page, box(0, 0).slice(0, 2))).toThrow(RangeError);
  });
});

describe('a region', () => {
  it('gets another kind, or none', () => {
    expect(setRegionType(page, 'a', 'marginalia').regions[0]?.type).toBe('marginalia');
    expect(setRegionType(page, 'b', undefined).regions[1]).not.toHaveProperty('type');
    expect(setRegionType(page, 'b', 'heading')).toBe(page);
    expect(() => setRegionType(page, 'x', 'heading')).toThrow('"x"');
  });

  it('gets another outline', () => {
    expect(setRegionPolygon(page, 'a', box(10, 10)).regions[0]).toEqual({ ...page.regions[0], polygon: box(10, 10) });
    expect(() => setRegionPolygon(page, 'a', [])).toThrow(RangeError);
  });

  it('gets another place in the order', () => {
    expect(idsOf(moveRegion(page, 'a', 1))).toEqual(['b', 'a', 'c']);
    expect(idsOf(moveRegion(page, 'a', 99))).toEqual(['b', 'c', 'a']);
    expect(moveRegion(page, 'a', -1)).toBe(page);
  });

  it('goes with its lines when it is deleted', () => {
    expect(idsOf(deleteRegion(page, 'a'))).toEqual(['b', 'c']);
    expect(() => deleteRegion(page, 'x')).toThrow(RangeError);
  });
});
