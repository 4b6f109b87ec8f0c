import { expect, it } from 'vitest';
import { compareLine } from './compare-lines.js';
import { type GuidedLine, harmOf, judgedLines } from './tune-harm.js';

const line = (set: string, document: string, plain: string, guided: string): GuidedLine => {
  const read = (prediction: string) => compareLine({ name: 'line', document, text: 'abcdefghij', prediction });
  return { set, plain: read(plain), guided: read(guided) };
};
const [right, wrong] = ['abcdefghij', 'xbcdefghij'];
const many = (count: number, of: GuidedLine) => Array.from({ length: count }, () => of);

it('sets that become worse count by how much, and those that become better do not make up for it', () => {
  const { sets } = harmOf([line('a', '1', right, wrong), line('a', '1', right, right), line('b', '2', wrong, right)]);
  expect(sets).toBeCloseTo(0.05, 9);
});

it('documents count that are long enough and worse by over half a point', () => {
  const long = many(judgedLines, line('a', '1', right, wrong));
  const better = many(judgedLines, line('a', '2', wrong, right));
  const short = many(judgedLines - 1, line('a', '3', right, wrong));
  expect(harmOf([...long, ...better, ...short]).documents).toBe(0.5);
  expect(harmOf(short).documents).toBe(0);
});
