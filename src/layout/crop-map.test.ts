import fc from 'fast-check';
import { expect, it } from 'vitest';
import { CropMap, type CropPlan } from './crop-map.js';

const straight: CropPlan = {
  width: 64,
  height: 64,
  x: 100,
  y: 80,
  scale: 2,
  angle: 0,
  shear: 0,
  tilt: [0, 0],
  curl: { amplitude: 0, length: 64, phase: 0 },
};

it('a straight map scales about the place in the middle', () => {
  const map = new CropMap(straight);
  expect(map.toPage(32, 32)).toEqual([100, 80]);
  expect(map.toPage(0, 64)).toEqual([84, 96]);
  expect(map.toCrop([110, 75])).toEqual([52, 22]);
});

it('turns clockwise: what lay to the right lies below', () => {
  const [x, y] = new CropMap({ ...straight, angle: Math.PI / 2 }).toCrop([110, 80]);
  expect([x, y].map(Math.round)).toEqual([32, 52]);
});

it('slants by the tangent: what lay above moves left where it is above 0', () => {
  expect(new CropMap({ ...straight, shear: 0.5 }).toCrop([100, 70])).toEqual([22, 12]);
});

it('the nearer side is larger', () => {
  const map = new CropMap({ ...straight, tilt: [0.1, 0] });
  const height = (x: number) => map.toCrop([x, 90])[1] - map.toCrop([x, 70])[1];
  expect(height(115)).toBeGreaterThan(height(85) * 1.1);
});

it('goes to the page and back to the same place', () => {
  const amount = (most: number) => fc.double({ min: -most, max: most, noNaN: true });
  fc.assert(
    fc.property(
      fc.record({
        scale: fc.double({ min: 0.2, max: 3, noNaN: true }),
        angle: amount(0.5),
        shear: amount(0.2),
        tilt: fc.tuple(amount(0.06), amount(0.06)),
        curl: fc.record({
          amplitude: amount(6),
          length: fc.double({ min: 40, max: 200, noNaN: true }),
          phase: amount(3),
        }),
      }),
      fc.double({ min: -20, max: 84, noNaN: true }),
      fc.double({ min: -20, max: 84, noNaN: true }),
      (drawn, x, y) => {
        const map = new CropMap({ ...straight, ...drawn });
        const [backX, backY] = map.toCrop(map.toPage(x, y));
        expect(backX).toBeCloseTo(x, 6);
        expect(backY).toBeCloseTo(y, 6);
      },
    ),
  );
});
