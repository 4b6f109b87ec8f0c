import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Raster } from '../image/index.js';
import type { Point } from '../page/index.js';
import { pageTurns, turnedBack, turnedPage, turnedSize } from './page-turn.js';

const levelAt = ({ width, data }: Raster, [x, y]: Point) => data[Math.floor(y) * width + Math.floor(x)];
const rasters = fc
  .tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 9 }))
  .chain(([width, height]) =>
    fc.uint8Array({ minLength: width * height, maxLength: width * height }).map((data) => ({ width, height, data })),
  );

it('has each pixel of the turned page from where the way back leads', () => {
  fc.assert(
    fc.property(rasters, fc.constantFrom(...pageTurns), (page, turn) => {
      const turned = turnedPage(page, turn);
      expect({ width: turned.width, height: turned.height }).toEqual(turnedSize(page));
      for (const at of turned.data.keys()) {
        const point: Point = [(at % turned.width) + 0.5, Math.floor(at / turned.width) + 0.5];
        expect(levelAt(page, turnedBack(point, turn, page))).toBe(levelAt(turned, point));
      }
    }),
  );
});

it('is what it was after a turn to either side', () => {
  fc.assert(
    fc.property(rasters, (page) => {
      expect(turnedPage(turnedPage(page, 'left'), 'right')).toEqual(page);
    }),
  );
});

it('turned to the left has lines that run down the page from left to right', () => {
  const page = { width: 300, height: 200 };
  const [[x0, y0], [x1, y1]] = [turnedBack([10, 50], 'left', page), turnedBack([90, 50], 'left', page)];
  expect([x0, y0, x1, y1]).toEqual([250, 10, 250, 90]);
  expect([turnedBack([10, 50], 'right', page), turnedBack([90, 50], 'right', page)]).toEqual([
    [50, 190],
    [50, 110],
  ]);
});
