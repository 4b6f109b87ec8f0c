/** The filters against slow twins that are plainly right. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { boxAcross, boxDown, columnsMoved, extremesAcross, type Field, shrunk, turned } from './field.js';

const fields = fc
  .tuple(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 12 }))
  .chain(([width, height]) =>
    fc
      .array(fc.integer({ min: -9, max: 9 }), { minLength: width * height, maxLength: width * height })
      .map((levels): Field => ({ width, height, data: Float32Array.from(levels) })),
  );
const radii = fc.integer({ min: 0, max: 15 });

/** Each pixel made anew from a function of all pixels. */
function made({ width, height }: Field, value: (x: number, y: number) => number): number[] {
  return Array.from({ length: width * height }, (_, i) => value(i % width, Math.floor(i / width)));
}
const at = ({ width, height, data }: Field, x: number, y: number) =>
  x >= 0 && y >= 0 && x < width && y < height ? data[y * width + x] : undefined;
const around = (radius: number) => Array.from({ length: 2 * radius + 1 }, (_, i) => i - radius);

function expectNear(field: Field, values: readonly number[]): void {
  expect(field.data.length).toBe(values.length);
  for (const [i, value] of values.entries()) expect(field.data[i]).toBeCloseTo(value, 4);
}

it('takes means over rows and columns as adding them up does', () => {
  fc.assert(
    fc.property(fields, radii, (field, radius) => {
      const mean = (values: readonly (number | undefined)[]) =>
        values.reduce<number>((sum, value) => sum + (value ?? 0), 0) / (2 * radius + 1);
      const across = made(field, (x, y) => mean(around(radius).map((by) => at(field, x + by, y))));
      const down = made(field, (x, y) => mean(around(radius).map((by) => at(field, x, y + by))));
      expectNear(boxAcross(field, radius), across);
      expectNear(boxDown(field, radius), down);
    }),
  );
});

it('takes the largest and smallest over rows as looking at each does', () => {
  fc.assert(
    fc.property(fields, radii, (field, radius) => {
      const near = (x: number, y: number) => around(radius).flatMap((by) => at(field, x + by, y) ?? []);
      expectNear(
        extremesAcross(field, radius, 'most'),
        made(field, (x, y) => Math.max(...near(x, y))),
      );
      expectNear(
        extremesAcross(field, radius, 'least'),
        made(field, (x, y) => Math.min(...near(x, y))),
      );
    }),
  );
});

it('shrinks to means in which every pixel counts once', () => {
  fc.assert(
    fc.property(fields, fc.double({ min: 0, max: 1, noNaN: true }), (field, share) => {
      const size = (length: number) => Math.max(1, Math.round(length * share));
      const [width, height] = [size(field.width), size(field.height)];
      const part = (x: number, of: number, to: number) => Math.floor((x * to) / of);
      const sums = new Map<number, number[]>();
      for (const [i, value] of field.data.entries()) {
        const [x, y] = [i % field.width, Math.floor(i / field.width)];
        const to = part(y, field.height, height) * width + part(x, field.width, width);
        sums.set(to, [...(sums.get(to) ?? []), value]);
      }
      const means = Array.from({ length: width * height }, (_, to) => {
        const values = sums.get(to) ?? [];
        return values.reduce((sum, value) => sum + value, 0) / values.length;
      });
      expectNear(shrunk(field, width, height), means);
    }),
  );
});

it('turns rows into columns and moves columns', () => {
  const field: Field = { width: 3, height: 2, data: Float32Array.of(1, 2, 3, 4, 5, 6) };
  expect([...turned(field).data]).toEqual([1, 4, 2, 5, 3, 6]);
  expect([...columnsMoved(field, Int32Array.of(1, 0, -1)).data]).toEqual([0, 2, 6, 1, 5, 0]);
});
