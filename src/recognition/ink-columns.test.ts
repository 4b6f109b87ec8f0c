import { expect, it } from 'vitest';
import { gapBetween, inkColumns, writingEdge } from './ink-columns.js';

const height = 64;

/** Columns of a line that have so much ink, beside a line that is black: a batch of two. */
function columnsOf(ink: readonly number[]) {
  const columns = ink.length + 8;
  const image = new Float32Array(2 * height * columns).fill(1, 0, height * columns);
  const offset = height * columns;
  for (const [x, amount] of ink.entries()) {
    for (let y = 0; y < amount; y++) image[offset + y * columns + x] = 1;
  }
  return inkColumns(image, { offset, columns, width: ink.length, height });
}

const paper = (count: number, ink = 0) => new Array<number>(count).fill(ink);
/** A letter of 20 columns. */
const letter = [...paper(3, 20), ...paper(14, 6), ...paper(3, 20)];
const pair = [...paper(30), ...letter, ...paper(15), ...letter, ...paper(30)];
// The letters are in columns 30 to 50 and 65 to 85.
const [inFirst, inSecond] = [40, 75];

it('a gap reaches from letter to letter', () => {
  expect(gapBetween(columnsOf(pair), inFirst, inSecond)).toEqual({ from: 50, to: 65 });
});

it('a speck parts no gap', () => {
  expect(gapBetween(columnsOf(pair.with(57, 5)), inFirst, inSecond)).toEqual({ from: 50, to: 65 });
});

it('a ruled line through all columns changes nothing', () => {
  const ruled = columnsOf(pair.map((ink) => ink + 3));
  expect(gapBetween(ruled, inFirst, inSecond)).toEqual({ from: 50, to: 65 });
  expect(writingEdge(ruled, inFirst, -1)).toBe(30);
});

it('letters that touch are parted where the ink is least', () => {
  const touching = [...paper(10), ...letter, 5, ...letter, ...paper(10)];
  expect(gapBetween(columnsOf(touching), 20, 40)).toEqual({ from: 30, to: 31 });
});

it('without ink a gap is in the middle, and there is no edge', () => {
  const empty = columnsOf(paper(50));
  expect(gapBetween(empty, 10, 20)).toEqual({ from: 15, to: 15 });
  expect(writingEdge(empty, 10, 1)).toBeUndefined();
});

it('the writing ends before the first gap, whatever is further out', () => {
  const line = columnsOf([...paper(10), ...paper(8, 30), ...paper(20), ...letter, ...paper(40)]);
  expect(writingEdge(line, 48, -1)).toBe(38);
  expect(writingEdge(line, 48, 1)).toBe(58);
});

it('beyond the image is paper', () => {
  const tight = columnsOf([...letter, ...paper(4), ...letter]);
  expect(writingEdge(tight, 10, -1)).toBe(0);
  expect(writingEdge(tight, 34, 1)).toBe(44);
});

it('ink that goes on has no edge', () => {
  expect(writingEdge(columnsOf([...paper(20), ...paper(200, 8), ...paper(20)]), 120, 1)).toBeUndefined();
});
