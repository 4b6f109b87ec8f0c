import { expect, it } from 'vitest';
import type { Sample } from '../dataset/index.js';
import { documentWindows } from './reading.js';

const samples = (document: string, count: number): readonly Sample[] =>
  Array.from({ length: count }, (_, n) => ({
    name: `${document}_${n}`,
    key: `${document}_${n}`,
    document,
    text: '',
    width: 100,
    height: 64,
    image: { kind: 'bytes', name: `${document}_${n}`, bytes: new Uint8Array() },
  }));
const shape = (all: readonly Sample[]) => documentWindows(all).map((window) => window.map(({ length }) => length));

it('documents are read together while there is room, each whole', () => {
  expect(shape([...samples('a', 100), ...samples('b', 150), ...samples('c', 10), ...samples('d', 1)])).toEqual([
    [100, 150],
    [10, 1],
  ]);
  expect(shape([])).toEqual([]);
});

it('lines of a document come together wherever they stand', () => {
  const [first, second] = [samples('a', 2), samples('b', 2)];
  const mixed = first.flatMap((sample, n) => [sample, ...second.slice(n, n + 1)]);
  expect(documentWindows(mixed)).toEqual([[first, second]]);
});

it('a long document is read in parts, and no line is lost', () => {
  const long = samples('a', 600);
  expect(shape([...samples('b', 1), ...long])).toEqual([[1], [256], [256], [88]]);
  expect(documentWindows(long).flat(2)).toEqual(long);
});
