import { expect, it } from 'vitest';
import { withoutFacingPage } from './facing-page.js';
import type { FoundLine } from './found-lines.js';

const width = 1000;
const lineAt = (left: number, right: number, y: number): FoundLine => ({
  baseline: [
    [left, y],
    [right, y + 3],
  ],
  ascender: 20,
  descender: 8,
});
const rows = [100, 150, 200, 250];
const text = rows.map((y) => lineAt(160, 900, y));

it('leaves out the ends of lines at the left edge, and the beginnings at the right one', () => {
  const left = rows.map((y, at) => lineAt(0, 40 + 15 * at, y));
  const right = rows.map((y) => lineAt(930, 998, y));
  expect(withoutFacingPage([...left, ...text, ...right], width)).toEqual({ lines: text, dropped: 8 });
});

it('keeps what is not cut off, what is long, and a note or two', () => {
  const margin = rows.map((y) => lineAt(30, 100, y));
  const wide = rows.map((y) => lineAt(0, 600, y));
  const notes = rows.slice(0, 2).map((y) => lineAt(2, 90, y));
  for (const kept of [margin, wide, notes]) {
    expect(withoutFacingPage([...kept, ...text], width)).toEqual({ lines: [...kept, ...text], dropped: 0 });
  }
});

it('keeps all where there is nothing else', () => {
  const narrow = rows.map((y) => lineAt(0, 60, y));
  expect(withoutFacingPage(narrow, width)).toEqual({ lines: narrow, dropped: 0 });
});
