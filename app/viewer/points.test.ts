import { describe, expect, it } from 'vitest';
import type { Line } from '../../src/page/index.js';
import { edgeBehind, edgeNear, withPoint } from './points.js';

const line: Line = {
  id: 'l',
  text: '',
  baseline: [
    [0, 40],
    [100, 40],
  ],
  polygon: [
    [0, 0],
    [100, 0],
    [100, 50],
    [0, 50],
  ],
};

describe('edgeNear', () => {
  it('says which index a new point will have', () => {
    expect(edgeNear(line, [50, 42], 5)).toEqual({ part: 'baseline', index: 1, at: [50, 40] });
    expect(edgeNear(line, [60, 1], 5)).toEqual({ part: 'polygon', index: 1, at: [60, 0] });
  });

  it('puts a point into the edge from the last point of an outline to the first one behind the last', () => {
    expect(edgeNear(line, [1, 20], 5)).toEqual({ part: 'polygon', index: 4, at: [0, 20] });
  });

  it('prefers the baseline and finds nothing far away', () => {
    expect(edgeNear(line, [50, 46], 10)?.part).toBe('baseline');
    expect(edgeNear(line, [50, 20], 5)).toBeUndefined();
  });
});

describe('edgeBehind', () => {
  it('lies half way to the next point', () => {
    expect(edgeBehind(line, { part: 'baseline', index: 0 })).toEqual({ part: 'baseline', index: 1, at: [50, 40] });
    expect(edgeBehind(line, { part: 'polygon', index: 3 })).toEqual({ part: 'polygon', index: 4, at: [0, 25] });
  });

  it('lies before the end of a baseline', () => {
    expect(edgeBehind(line, { part: 'baseline', index: 1 })).toEqual({ part: 'baseline', index: 1, at: [50, 40] });
  });
});

it('moves one point only', () => {
  expect(withPoint(line.baseline ?? [], 1, [7, 8])).toEqual([
    [0, 40],
    [7, 8],
  ]);
});
