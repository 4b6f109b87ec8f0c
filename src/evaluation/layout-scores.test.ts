import { expect, it } from 'vitest';
import { boxPolygon, type Line, type Page, type Point } from '../page/index.js';
import { bySet, renderLayoutReport, scoreLayout, summariseLayouts, worstLayouts } from './index.js';

const line = (id: string, y: number, from = 50, to = 450): Line => ({
  id,
  text: '',
  baseline: [
    [from, y],
    [to, y],
  ],
  polygon: boxPolygon({ x: from, y: y - 20, width: to - from, height: 26 }),
});
const pageOf = (...lines: readonly Line[]): Page => ({
  image: 'a.jpg',
  width: 500,
  height: 800,
  regions: [{ id: 'r', lines }],
});
const truth = pageOf(line('t1', 100), line('t2', 160), line('t3', 220), line('t4', 280));
const page = (found: Page, more: { name?: string; set?: string; unknown?: readonly (readonly Point[])[] } = {}) =>
  scoreLayout({ name: 'a.xml', set: 'one', truth, unknown: [], found, ...more });

it('of the same lines everything is right', () => {
  const { baselines, overlap, order, ...named } = page(truth);
  expect([baselines.f, overlap, order.kendall]).toEqual([1, 1, 0]);
  expect(named).toMatchObject({ missed: [], split: [], merged: [], nothing: [], ignored: [] });
});

it('names what is missed, split, merged, none, and what lies where the reference says nothing', () => {
  const zone = boxPolygon({ x: 0, y: 600, width: 500, height: 200 });
  const truth = pageOf(line('t1', 100), line('t2', 160), line('t3', 220, 50, 240), line('t4', 220, 260, 450));
  const found = pageOf(
    line('f1', 160, 50, 245),
    line('f2', 160, 255, 450),
    line('f3', 220),
    line('f4', 500),
    line('f5', 700),
  );
  const score = scoreLayout({ name: 'a.xml', set: 'one', truth, unknown: [zone], found });
  expect(score).toMatchObject({
    missed: ['t1'],
    split: ['t2'],
    merged: ['f3'],
    nothing: ['f4'],
    ignored: ['f5'],
  });
  expect(score.baselines.withoutIgnored.precision).toBeGreaterThan(score.baselines.precision);
});

it('what is found on a true line that has an outline alone is neither right nor wrong', () => {
  const { baseline: _, ...bare } = line('t5', 400);
  const truth = pageOf(line('t1', 100), bare);
  const score = scoreLayout({
    name: 'a.xml',
    set: 'one',
    truth,
    unknown: [],
    found: pageOf(line('f1', 100), line('f2', 400)),
  });
  expect(score).toMatchObject({ nothing: [], ignored: ['f2'] });
  expect(score.baselines.withoutIgnored.f).toBe(1);
});

it('tells which kinds of regions were taken for which', () => {
  const kinds = (...types: readonly (string | undefined)[]): Page => ({
    ...truth,
    regions: truth.regions.flatMap(({ lines }) =>
      lines.map((each, at) => ({ id: `r${at}`, ...(types[at] ? { type: types[at] } : {}), lines: [each] })),
    ),
  });
  const compared = scoreLayout({
    name: 'a.xml',
    set: 'one',
    unknown: [],
    truth: kinds('paragraph', 'marginalia', 'marginalia', 'drop-capital'),
    found: kinds(undefined, 'marginalia', undefined, 'header'),
  });
  expect(summariseLayouts([compared]).kinds).toEqual({
    columns: ['paragraph', 'header', 'marginalia'],
    rows: [
      { kind: 'paragraph', counts: [1, 0, 0] },
      { kind: 'drop-capital', counts: [0, 1, 0] },
      { kind: 'marginalia', counts: [1, 0, 1] },
    ],
  });
  expect(summariseLayouts([page(truth)]).kinds).toBeUndefined();
});

it('sees lines in the wrong order', () => {
  const [a, b, c, d] = truth.regions.flatMap(({ lines }) => lines);
  const turned = pageOf(...[d, c, b, a].flatMap((each) => each ?? []));
  expect(page(turned).order.kendall).toBe(1);
  expect(page(turned).baselines.f).toBe(1);
});

it('without outlines nothing is said of them, and without a baseline a true line is none', () => {
  const bare = pageOf({
    id: 't',
    text: '',
    baseline: [
      [50, 100],
      [450, 100],
    ],
  });
  expect(scoreLayout({ name: '', set: '', truth: bare, unknown: [], found: truth }).overlap).toBeUndefined();
  const outlines = pageOf({ id: 't', text: '', polygon: boxPolygon({ x: 50, y: 80, width: 400, height: 26 }) });
  expect(scoreLayout({ name: '', set: '', truth: outlines, unknown: [], found: outlines }).baselines.truth).toEqual([]);
});

it('means are over pages, sets by themselves, the worst page first', () => {
  const half = pageOf(line('f1', 100), line('f2', 160));
  const pages = [page(truth, { set: 'b' }), page(half, { set: 'a', name: 'half.xml' }), page(truth, { set: 'b' })];
  const all = summariseLayouts(pages);
  expect(all).toMatchObject({ pages: 3, trueLines: 12, foundLines: 10, missed: 2 });
  expect(all.scores.recall).toBeCloseTo((1 + 0.5 + 1) / 3, 9);
  expect(all.scores.f).toBeCloseTo((2 * all.scores.recall) / (1 + all.scores.recall), 9);
  expect(bySet(pages).map(({ set, pages }) => [set, pages.length])).toEqual([
    ['a', 1],
    ['b', 2],
  ]);
  expect(worstLayouts(pages)[0]?.name).toBe('half.xml');
});

it('the report shows the worst pages with both kinds of lines, and has all inside', async () => {
  const half = page(pageOf(line('f1', 100), line('f2', 600)), { name: '<half>.xml' });
  const html = await renderLayoutReport({
    title: 'Lines',
    facts: [['found by', 'nobody']],
    pages: [half, page(truth, { set: 'two' })],
    skipped: [{ name: 'c.xml', reason: 'lost' }],
    image: async () => 'data:image/jpeg;base64,AA==',
  });
  expect(html.split('class="truth missed"').length - 1).toBe(3);
  expect(html.split('class="found nothing"').length - 1).toBe(1);
  expect(html).toContain('&lt;half&gt;.xml');
  expect(html.indexOf('&lt;half&gt;.xml')).toBeLessThan(html.lastIndexOf('a.xml'));
  expect(html).toContain('c.xml: lost');
  expect(html.replaceAll('http://www.w3.org/2000/svg', '')).not.toMatch(/https?:|<script/);
});
