import { describe, expect, it } from 'vitest';
import type { Line, Point } from '../../src/page/index.js';
import { bandAround } from './geometry.js';
import { placeOf, planStrip, scaleOf, toStrip } from './strip-plan.js';

function lineAlong(from: Point, to: Point, text = 'a'): Line {
  return { id: 'l', text, baseline: [from, to], polygon: bandAround([from, to], 30, 10) };
}
const planOf = (line: Line) => planStrip(line);

describe('planStrip', () => {
  it('shows a level line with a margin, as it lies', () => {
    expect(planOf(lineAlong([100, 200], [500, 202]))).toMatchObject({ along: [1, 0] });
    expect(planOf(lineAlong([100, 200], [500, 200]))).toEqual({
      corner: [94, 164],
      along: [1, 0],
      width: 412,
      height: 52,
    });
  });

  it('turns a steep one, so that its baseline is level', () => {
    const line = lineAlong([100, 200], [400, 240]);
    const plan = planOf(line);
    const [from, to] = (line.baseline ?? []).map((point) => plan && toStrip(plan, point));
    expect(to?.[1]).toBeCloseTo(from?.[1] ?? 0);
    expect(plan?.height).toBeCloseTo(52);
  });

  it('turns one that runs down the page, and stands one on its feet that is upside down', () => {
    expect(planOf(lineAlong([100, 200], [100, 600]))?.along).toEqual([0, 1]);
    expect(planOf(lineAlong([500, 200], [100, 200]))?.along).toEqual([-1, 0]);
  });

  it('leaves writing from right to left as it lies', () => {
    expect(planOf(lineAlong([500, 200], [100, 200], 'שלום'))?.along).toEqual([1, 0]);
  });

  it('turns a polygon without a baseline only where it is high', () => {
    const polygon = (width: number, height: number): Line => ({
      id: 'l',
      text: '',
      polygon: [
        [0, 0],
        [width, 0],
        [width, height],
        [0, height],
      ],
    });
    expect(planOf(polygon(100, 20))?.along).toEqual([1, 0]);
    expect(planOf(polygon(20, 100))?.along).toEqual([0, 1]);
  });

  it('is nothing for a line without a place', () => {
    expect(planOf({ id: 'l', text: 'a' })).toBeUndefined();
  });
});

it('places go to the strip and back', () => {
  const plan = planOf(lineAlong([100, 200], [400, 300]));
  if (!plan) throw new Error('no plan');
  const [x, y] = placeOf(plan, toStrip(plan, [220, 231]));
  expect(x).toBeCloseTo(220);
  expect(y).toBeCloseTo(231);
});

it('a strip is as wide as there is room, but not higher than it may be', () => {
  expect(scaleOf({ corner: [0, 0], along: [1, 0], width: 1000, height: 50 }, 500, 80)).toBe(0.5);
  expect(scaleOf({ corner: [0, 0], along: [1, 0], width: 100, height: 50 }, 500, 80)).toBe(1.6);
});
