import { greedyDecode } from '@ductus/ctc';
import { describe, expect, it } from 'vitest';
import { uncalibrated } from '../model/index.js';
import { Alphabet, usualRules } from '../text/index.js';
import { greedy } from './decoding.js';
import { extentsOf } from './extents.js';
import { inkColumns } from './ink-columns.js';
import { type LinePlace, readScores } from './read-line.js';

const [stride, height] = [4, 64];

/** A line whose frames are nearly sure of these characters, `.` the blank, and whose letters are ink in these columns. */
function line(frames: string, alphabet: Alphabet, ink: readonly (readonly [from: number, to: number])[]) {
  const { classes } = alphabet;
  const probabilities = [...frames].flatMap((character) => {
    const [best] = character === '.' ? [0] : alphabet.encode(character);
    return Array.from({ length: classes }, (_, k) => (k === best ? 0.98 : 0.02 / (classes - 1)));
  });
  const width = stride * frames.length;
  const image = new Float32Array(width * height);
  for (const [from, to] of ink) for (let y = 20; y < 30; y++) image.fill(1, y * width + from, y * width + to);
  const columns = { stride, ink: inkColumns(image, { offset: 0, columns: width, width, height }) };
  const place: LinePlace = { ...columns, width: 2 * width, pixelOf: (column) => Math.round(2 * column) };
  return { scores: { logProbs: Float32Array.from(probabilities, Math.log), classes }, columns, place };
}

describe('extents', () => {
  const alphabet = new Alphabet([...' abc']);
  const isSpace = (label: number) => alphabet.character(label) === ' ';
  const { scores, columns, place } = line('........ab..... .......c......', alphabet, [
    [20, 60],
    [88, 100],
  ]);
  const { symbols } = greedyDecode(scores);

  it('of words are those of their ink, and of spaces the gap', () => {
    const [a, b, space, c] = extentsOf(scores, symbols, isSpace, columns);
    expect([a?.from, b?.to]).toEqual([20, 60]);
    expect(space).toEqual({ from: 60, to: c?.from });
    expect([c?.from, c?.to]).toEqual([88, 100]);
  });

  it('of neighbours in a word meet between where they are recognised', () => {
    const [a, b] = extentsOf(scores, symbols, isSpace, columns);
    expect(a?.to).toBe(b?.from);
    expect(a?.to).toBeCloseTo(36, 0);
  });

  it('without the image are in frames, words ending between letter and space', () => {
    const [a, b, space, c] = extentsOf(scores, symbols, isSpace);
    expect(a?.to).toBeCloseTo(9, 1);
    expect(b?.to).toBeCloseTo(12.5, 0);
    expect(space?.from).toBe(b?.to);
    expect(c?.from).toBe(space?.to);
  });

  it('are pixels of the image that was given, and words go from the first of their characters to the last', () => {
    const model = { alphabet, metadata: { text: usualRules } } as Parameters<typeof readScores>[2];
    const { text, characters, words } = readScores(scores, greedy, model, uncalibrated, place);
    expect(text).toBe('ab c');
    expect(characters.map(({ start, end }) => [start, end])).toEqual([
      [40, characters[1]?.start],
      [characters[0]?.end, 120],
      [120, 176],
      [176, 200],
    ]);
    expect(words.map(({ start, end }) => [start, end])).toEqual([
      [40, 120],
      [176, 200],
    ]);
  });

  it('of a line without a symbol are none, of nothing but spaces where these are recognised', () => {
    expect(extentsOf(scores, [], isSpace, columns)).toEqual([]);
    const [space] = extentsOf(scores, symbols.slice(2, 3), isSpace, columns);
    expect(space?.from).toBeCloseTo(60, 0);
  });

  it('of spaces at the ends of a line reach from the spaces to the words, several spaces having a share each', () => {
    const spaced = line(' . ...b......', alphabet, [[20, 32]]);
    const [first, second, b] = extentsOf(spaced.scores, greedyDecode(spaced.scores).symbols, isSpace, spaced.columns);
    expect(second?.to).toBeCloseTo(20, 9);
    expect(first?.to).toBe(second?.from);
    expect([b?.from, b?.to]).toEqual([20, 32]);
    const after = line('....b.... ...', alphabet, [[12, 24]]);
    const [letter, space] = extentsOf(after.scores, greedyDecode(after.scores).symbols, isSpace, after.columns);
    expect([letter?.from, letter?.to, space?.from]).toEqual([12, 24, 24]);
    expect(space?.to).toBeCloseTo(40, 0);
  });
});

it('what is read from right to left has its first character on the right', () => {
  const alphabet = new Alphabet([...' אבג']);
  // From left to right: gimel, space, bet, alef; spoken alef, bet, space, gimel.
  const { scores, place } = line('..ג...... ....ב...א....', alphabet, [
    [4, 16],
    [52, 84],
  ]);
  const model = { alphabet, metadata: { text: usualRules } } as Parameters<typeof readScores>[2];
  const { text, characters, words } = readScores(scores, greedy, model, uncalibrated, place);
  expect(text).toBe('אב ג');
  const starts = characters.map(({ start }) => start);
  expect(starts).toEqual([...starts].sort((a, b) => b - a));
  expect(words.map(({ text, start, end }) => [text, start, end])).toEqual([
    ['אב', 104, 168],
    ['ג', 8, 32],
  ]);
});
