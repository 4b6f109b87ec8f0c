import { describe, expect, it } from 'vitest';
import type { Line, Page } from '../../src/page/index.js';
import { lineAt, pathOf, shownLines } from './shown-lines.js';

const box = (top: number, bottom: number) =>
  [
    [10, top],
    [200, top],
    [200, bottom],
    [10, bottom],
  ] as const;

function pageOf(...lines: readonly Partial<Line>[]): Page {
  const all = lines.map((line, index): Line => ({ id: `l${index + 1}`, text: '', ...line }));
  return { image: 'a.png', width: 300, height: 300, regions: [{ id: 'r', lines: all }] };
}

describe('shownLines', () => {
  it('numbers lines in reading order, also beside those that have no place', () => {
    const shown = shownLines(pageOf({ polygon: box(0, 20) }, {}, { polygon: box(40, 60) }));
    expect(shown.map(({ line, at }) => [line.id, at])).toEqual([
      ['l1', 1],
      ['l3', 3],
    ]);
  });

  it('puts a band around a baseline where there is no polygon', () => {
    const [shown] = shownLines(
      pageOf({
        baseline: [
          [0, 100],
          [200, 100],
        ],
      }),
    );
    expect(shown?.box).toEqual({ x: 0, y: 92, width: 200, height: 11.5 });
  });

  it('takes the foot of a polygon for the baseline, and the left side of one that is high', () => {
    const [level, upright] = shownLines(
      pageOf(
        { polygon: box(0, 20) },
        {
          polygon: [
            [5, 0],
            [15, 0],
            [15, 90],
            [5, 90],
          ],
        },
      ),
    );
    expect(level?.course).toEqual([
      [10, 20],
      [200, 20],
    ]);
    expect(upright?.course).toEqual([
      [5, 0],
      [5, 90],
    ]);
  });
});

describe('lineAt', () => {
  const lines = shownLines(
    pageOf(
      {
        polygon: box(0, 50),
        baseline: [
          [10, 40],
          [200, 40],
        ],
      },
      {
        polygon: box(30, 90),
        baseline: [
          [10, 80],
          [200, 80],
        ],
      },
    ),
  );

  it('takes of lines that lie over each other the one whose baseline is nearer', () => {
    expect(lineAt(lines, [50, 45], 0)?.line.id).toBe('l1');
    expect(lineAt(lines, [50, 85], 0)?.line.id).toBe('l2');
  });

  it('takes a line that is near, but none that is further away', () => {
    expect(lineAt(lines, [50, 95], 6)?.line.id).toBe('l2');
    expect(lineAt(lines, [50, 95], 4)).toBeUndefined();
  });
});

it('paths have two decimals at most', () => {
  expect(
    pathOf(
      [
        [1 / 3, 2],
        [3, 4],
      ],
      true,
    ),
  ).toBe('M0.33 2L3 4Z');
  expect(pathOf([])).toBe('');
});
