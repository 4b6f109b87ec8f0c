import { describe, expect, it } from 'vitest';
import { compareLine, compareLines, renderReport, statisticsOf, summarise } from './index.js';

const read = (text: string, confidence: number) => ({ text, confidence, characters: [], words: [] });
const line = (name: string, text: string, prediction: string, confidence?: number) =>
  compareLine({
    name,
    document: name,
    text,
    prediction,
    ...(confidence === undefined ? {} : { read: read(prediction, confidence) }),
  });

describe('lines without text', () => {
  const written = [line('a', 'abcd', 'abcx', 0.9), line('b', 'ab cd', 'ab cd', 0.9)];
  const blank = [line('c', '', '', 0.99), line('d', ' ', 'ent', 0.8), line('e', '', 'entendaient là', 0.6)];
  const evaluation = summarise([...written, ...blank], []);

  it('count what is invented by themselves, and leave the rates of the others as they are', () => {
    const alone = summarise(written, []);
    expect(evaluation.characterErrorRate).toBe(alone.characterErrorRate);
    expect(evaluation.wordErrorRate).toBe(alone.wordErrorRate);
    const { withoutText, ...others } = statisticsOf(evaluation);
    const { withoutText: none, ...same } = statisticsOf(alone);
    expect(others).toEqual(same);
    expect(none).toEqual({ lines: 0, read: 0, characters: 0, words: 0, confidence: undefined });
    expect(withoutText).toEqual({ lines: 3, read: 2, characters: 17, words: 3, confidence: 0.7 });
  });

  it('are in the report with their images, those with the most invented first', async () => {
    const html = await renderReport({
      title: 'x',
      facts: [],
      evaluation,
      statistics: statisticsOf(evaluation),
      image: async ({ name }) => `data:image/png;base64,${name}`,
    });
    const section = /<h2>Lines without text<\/h2>[\s\S]*?<\/section>/.exec(html)?.[0] ?? '';
    expect(section).toContain('2 (66.7%) are read as something: 17 characters invented, mean confidence 0.70.');
    expect([...section.matchAll(/base64,(\w)/g)].map(([, name]) => name)).toEqual(['e', 'd', 'c']);
    expect(section).toContain('e: 14 characters invented, confidence 0.60');
  });
});

it('what is too long to be compared is named with its lengths, and nothing is computed', () => {
  const long = (length: number) => 'a'.repeat(length);
  const texts = [
    { name: 'good', document: '', text: 'abc', prediction: 'abc' },
    { name: 'long', document: '', text: long(95_000), prediction: long(95_000) },
    { name: 'empty', document: '', text: long(95_000), prediction: '' },
  ];
  const { lines, skipped } = compareLines(texts);
  expect(lines.map(({ name, characters }) => [name, characters.deletions])).toEqual([
    ['good', 0],
    ['empty', 95_000],
  ]);
  expect(skipped).toEqual([
    {
      name: 'long',
      reason: expect.stringContaining('too long to be compared (at most 1,000,000,000 pairs of characters)'),
      detail: '95,000 × 95,000',
    },
  ]);
});
