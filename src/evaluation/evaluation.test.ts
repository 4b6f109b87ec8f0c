import { describe, expect, it } from 'vitest';
import { compareLine, markDifferences, renderReport, statisticsOf, summarise } from './index.js';

const line = (name: string, text: string, prediction: string) =>
  compareLine({ name, document: name.split('_')[0] as string, text, prediction });

describe('statistics', () => {
  it('counts edits, confusions and perfect lines, worst first', () => {
    const evaluation = summarise(
      [line('a_1', 'abcd', 'abcd'), line('b_1', 'aaaa', 'abba'), line('b_2', 'ab', 'abx')],
      [],
    );
    const statistics = statisticsOf(evaluation);
    expect(evaluation.characterErrorRate).toBeCloseTo(3 / 10, 12);
    expect(statistics.perfect).toBeCloseTo(1 / 3, 12);
    expect(statistics.documents).toBe(2);
    expect(statistics.confusions[0]).toEqual({ reference: 'a', prediction: 'b', count: 2 });
    expect(statistics.worst.map(({ name }) => name)).toEqual(['b_1', 'b_2', 'a_1']);
    expect(statistics.characters).toEqual({ substitutions: 2, insertions: 1, deletions: 0, length: 10 });
  });

  it('the interval holds the rate, is wider for fewer documents, and is a function of the seed', () => {
    const many = Array.from({ length: 200 }, (_, i) =>
      line(`d${i}_1`, 'abcdefghij', i % 4 === 0 ? 'abcdeXXXXX' : 'abcdefghij'),
    );
    const few = many.map((l, i) => ({ ...l, document: `d${i % 8}` }));
    const a = statisticsOf(summarise(many, [])).characterInterval;
    const b = statisticsOf(summarise(few, [])).characterInterval;
    expect(a.low).toBeLessThan(0.125);
    expect(a.high).toBeGreaterThan(0.125);
    // Binomial: 1.96·√(0.25·0.75/200)·0.5 = 0.030
    expect(a.high - a.low).toBeCloseTo(0.06, 1.5);
    expect(b.high - b.low).toBeGreaterThan(a.high - a.low);
    expect(statisticsOf(summarise(many, [])).characterInterval).toEqual(a);
  });

  it('of nothing is zeros', () => {
    const statistics = statisticsOf(summarise([], []));
    expect(statistics.characterInterval).toEqual({ low: 0, high: 0 });
    expect(statistics.perfect).toBe(0);
  });
});

it('markDifferences marks both sides and lets no markup through', () => {
  expect(markDifferences({ reference: 'a<b', prediction: 'a&b c' })).toEqual({
    reference: 'a<del>&lt;</del>b',
    prediction: 'a<ins>&amp;</ins>b<ins>␣</ins><ins>c</ins>',
  });
});

it('the report is one file without scripts or links, lines with images, references and predictions', async () => {
  const evaluation = summarise(
    [line('a_1', 'abcd', '<script>'), line('b_1', 'aaaa', 'aaaa')],
    [{ name: 'x.png', reason: 'damaged' }],
  );
  const curve = [1, 2, 3].map((step) => ({
    step,
    loss: 3 / step,
    trainingErrorRate: 1 / step,
    validationErrorRate: 1 / step,
  }));
  const html = await renderReport({
    title: 'A & B',
    facts: [['data', 'x']],
    evaluation,
    statistics: statisticsOf(evaluation),
    curve,
    image: async () => 'data:image/png;base64,AAAA',
  });
  expect(html).toContain('<title>A &amp; B</title>');
  expect(html).not.toMatch(/<script|http:|https:|<link/);
  expect(html.match(/<article>/g)).toHaveLength(2);
  expect(html.match(/<polyline/g)).toHaveLength(3);
  expect(html).toContain('x.png: damaged');
});

describe('the report of a model', () => {
  const read = (name: string, text: string, prediction: string) => {
    const characters = [...prediction].map((character, i) => ({
      character,
      start: 10 * i,
      end: 10 * i + 6,
      confidence: 0.9,
    }));
    return compareLine({
      name,
      document: name,
      text,
      prediction,
      width: 100,
      height: 64,
      read: { text: prediction, confidence: 0.9, characters, words: [] },
    });
  };
  const evaluation = summarise(
    [read('a', 'abba b', 'abea b'), read('b', 'abba', 'aeba'), read('c', 'bb cd efgh ijk', 'bb cd efgh ijk')],
    [],
  );
  const statistics = statisticsOf(evaluation);

  it('counts errors by character and by the length of lines', () => {
    expect(statistics.byCharacter[0]).toEqual({
      character: 'b',
      count: 7,
      wrong: 2,
      instead: [{ prediction: 'e', count: 2 }],
    });
    expect(statistics.byLength).toEqual([
      { from: 0, to: 5, lines: 1, errorRate: 1 / 4 },
      { from: 6, to: 10, lines: 1, errorRate: 1 / 6 },
      { from: 11, to: 20, lines: 1, errorRate: 0 },
    ]);
  });

  it('shows who is taken for whom, how sure it was, and which columns gave a character', async () => {
    const html = await renderReport({
      title: 'x',
      facts: [],
      evaluation,
      statistics,
      image: async () => 'data:image/png;base64,AAAA',
    });
    expect(html).toContain('<tr><th>b</th><td>7</td><td>2</td><td>28.6%</td><td>100.0%</td><td>e 2×</td></tr>');
    expect(html).toContain('<tr><th>b</th><td>·</td><td style="--heat:90">2</td></tr>');
    // 22 of the 24 characters and 5 of the 7 words are right.
    expect(html).toContain('characters: off by 1.7% on average');
    expect(html).toContain('<title>said 90.0%, so 91.7%, 24 times</title>');
    const strips = html.match(/<svg class="reading".*?<\/svg>/g) ?? [];
    expect(strips).toHaveLength(3);
    expect(strips[0]?.match(/<rect /g)).toHaveLength(4);
    expect(strips[0]).toContain('<rect class="bad" x="10" y="0" width="6" height="4"><title>e 0.90, columns 10 to 16');
  });
});
