import { expect, it } from 'vitest';
import { type Line, lineSpacing, type Page, type Point } from './index.js';

const line = (...baseline: readonly Point[]): Line => ({ id: '', text: '', baseline });
const pageOf = (...regions: readonly (readonly Line[])[]): Page => ({
  image: '',
  width: 900,
  height: 900,
  regions: regions.map((lines, at) => ({ id: `r${at}`, lines })),
});

it('the spacing of lines is that of level ones, whatever is written up or down beside them', () => {
  const level = [100, 140, 181].map((y) => line([200, y], [700, y + 3]));
  const upright = [20, 60, 100, 150].map((x, at) => line([x, 800 - 25 * at], [x + 10, 200]));
  expect(lineSpacing(pageOf(level))).toBe(41);
  expect(lineSpacing(pageOf(level, upright))).toBe(41);
  expect(lineSpacing(pageOf(upright))).toBeUndefined();
});
