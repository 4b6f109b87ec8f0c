import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Random } from '../random/index.js';
import {
  curled,
  inTurn,
  type PlaneMap,
  type Point,
  perspective,
  type Raster,
  shifted,
  throughPlane,
  tilt,
  turn,
} from './index.js';

const [width, height] = [600, 800];

/** Bent into a fold at the left, as books are. */
function bent(deep: number): ReturnType<typeof curled> {
  const depth = (place: number) => deep * Math.exp(-place / 0.15);
  return curled({ width, depth, camera: [250, 420], distance: 1500 });
}

function book(deep: number, angle: number, aslant: number): PlaneMap {
  return inTurn(
    bent(deep),
    shifted(-width / 2, -height / 2),
    perspective(turn(angle)),
    perspective(tilt(aslant / width, -aslant / height)),
    shifted(width / 2, height / 2),
  );
}

const maps = fc
  .record({
    deep: fc.double({ min: -30, max: 45, noNaN: true }),
    angle: fc.double({ min: -0.4, max: 0.4, noNaN: true }),
    aslant: fc.double({ min: -0.15, max: 0.15, noNaN: true }),
  })
  .map(({ deep, angle, aslant }) => book(deep, angle, aslant));

describe('maps of the plane', () => {
  it('are undone by going back, on the sheet and around it', () => {
    const place = fc.double({ min: -200, max: 1000, noNaN: true });
    fc.assert(
      fc.property(maps, place, place, (map, x, y) => {
        const [backX, backY] = map.back(...map.to(x, y));
        expect(Math.hypot(backX - x, backY - y)).toBeLessThan(1e-6);
      }),
    );
  });

  it('carry pixels to where they carry points', () => {
    const map = book(40, 0.1, 0.1);
    const random = new Random('dots');
    // Far enough from each other and the edges that each can be found again.
    const dots = Array.from({ length: 48 }, (_, n): Point => {
      const jitter = () => random.between(-15, 15);
      return [90 + (n % 6) * 80 + jitter(), 90 + Math.floor(n / 6) * 85 + jitter()];
    });
    const seen = throughPlane(dotted(dots), map, width, height);
    for (const [x, y] of dots) {
      const [toX, toY] = map.to(x, y);
      const [middleX, middleY] = middleOf(seen, toX, toY, 12);
      expect(Math.hypot(middleX - toX, middleY - toY)).toBeLessThan(0.2);
      // And not to where they were.
      expect(Math.hypot(toX - x, toY - y)).toBeGreaterThan(1);
    }
  });

  it('leave every pixel on its place where nothing is to be done', () => {
    const random = new Random('noise');
    const raster = { width: 37, height: 21, data: Uint8Array.from({ length: 37 * 21 }, () => random.below(256)) };
    expect(throughPlane(raster, inTurn(), 37, 21)).toEqual(raster);
  });
});

describe('bent paper', () => {
  it('is seen narrower and smaller where it goes down, and its lines bend away from the camera', () => {
    const map = bent(45);
    const flat = bent(0);
    expect(flat.to(123, 77)[0]).toBeCloseTo(123, 9);
    expect(flat.to(123, 77)[1]).toBeCloseTo(77, 9);
    const widthOf = (x: number) => map.to(x + 10, 400)[0] - map.to(x, 400)[0];
    expect(widthOf(5)).toBeLessThan(0.9 * widthOf(500));
    const [above, below] = [map.to(0, 100)[1] - map.to(500, 100)[1], map.to(0, 700)[1] - map.to(500, 700)[1]];
    expect(above).toBeGreaterThan(3);
    expect(below).toBeLessThan(-3);
    expect(map.slope(10)).toBeLessThan(-0.3);
    expect(Math.abs(map.slope(590))).toBeLessThan(0.02);
  });

  it('that would hide itself is refused', () => {
    expect(() => bent(400)).toThrow('bent too much');
  });
});

it('a matrix without an inverse is no perspective', () => {
  expect(() => perspective([1, 2, 3, 2, 4, 6, 0, 0, 1])).toThrow('no inverse');
});

/** Round dots, smooth at their edges. */
function dotted(dots: readonly Point[]): Raster {
  const data = new Uint8Array(width * height);
  for (const [x, y] of dots) {
    for (let row = Math.floor(y) - 6; row <= y + 6; row++) {
      for (let column = Math.floor(x) - 6; column <= x + 6; column++) {
        const distance = Math.hypot(column + 0.5 - x, row + 0.5 - y);
        data[row * width + column] = Math.max(0, Math.round(255 * (1 - distance / 5)));
      }
    }
  }
  return { width, height, data };
}

/** The centre of what is bright around a place. */
function middleOf({ data }: Raster, x: number, y: number, reach: number): Point {
  let [sum, sumX, sumY] = [0, 0, 0];
  for (let row = Math.floor(y) - reach; row <= y + reach; row++) {
    for (let column = Math.floor(x) - reach; column <= x + reach; column++) {
      const level = data[row * width + column] ?? 0;
      sum += level;
      sumX += level * (column + 0.5);
      sumY += level * (row + 0.5);
    }
  }
  return [sumX / sum, sumY / sum];
}
