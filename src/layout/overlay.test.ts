import { expect, it } from 'vitest';
import { boxPolygon, type Page } from '../page/index.js';
import { drawingFile, overlayPage, pagePicture } from './index.js';

const line = (id: string, y: number) => ({
  id,
  text: '<b>"text" & more',
  polygon: boxPolygon({ x: 50, y: y - 20, width: 300, height: 28 }),
  baseline: [
    [50, y],
    [350, y],
  ] as const,
});
const page: Page = {
  image: 'a.jpg',
  width: 400,
  height: 300,
  regions: [
    {
      id: 'r1',
      type: 'paragraph',
      polygon: boxPolygon({ x: 50, y: 80, width: 300, height: 100 }),
      lines: [line('l1', 100), line('l2', 150)],
    },
  ],
};

it('draws lines, outlines, regions and their order over the picture, with nothing from outside', async () => {
  const picture = await pagePicture({ width: 400, height: 300, data: new Uint8Array(400 * 300).fill(200) });
  expect(picture.startsWith('data:image/jpeg;base64,')).toBe(true);
  const drawing = drawingFile(page, picture);
  expect(drawing).toMatch(/^<svg [^>]*viewBox="0 0 400 300"[^>]* width="400" height="300">/);
  for (const [kind, count] of [
    ['region', 1],
    ['outline', 1],
    ['outline even', 1],
    ['baseline', 2],
    ['way', 1],
    ['number', 2],
  ] as const) {
    expect(drawing.split(`class="${kind}"`).length - 1, kind).toBe(count);
  }
  expect(drawing).toContain('&lt;b&gt;&quot;text&quot; &amp; more');
  expect(drawing.replace('http://www.w3.org/2000/svg', '')).not.toMatch(/https?:|<script/);
});

it('names the kind of a region that is not plain text', () => {
  const [region] = page.regions;
  const noted = { ...page, regions: region ? [{ ...region, type: 'marginalia <' }] : [] };
  const drawing = drawingFile(noted, 'data:image/jpeg;base64,AA==');
  expect(drawing).toMatch(/<text class="region kind" x="50" y="[\d.]+" style="[^"]*">marginalia &lt;<\/text>/);
  expect(drawingFile(page, 'data:image/jpeg;base64,AA==')).not.toContain('class="region kind"');
});

it('has all pages on one HTML page, each named, with its warnings, and its drawing as wide as the sheet', async () => {
  const drawing = drawingFile(page, 'data:image/jpeg;base64,AA==');
  const shown = [
    { name: 'scans/<a>.jpg', page, warnings: [] },
    { name: 'scans/b.jpg', page: { ...page, regions: [] }, warnings: ['Nothing & nobody.'] },
  ];
  let html = '';
  for await (const piece of overlayPage('Lines', '2 pages', shown, async () => drawing)) html += piece;
  expect(html).toMatch(/^<!doctype html>/);
  expect(html.trimEnd().endsWith('</html>')).toBe(true);
  expect(html.split('<svg class="page"').length - 1).toBe(2);
  expect(html).not.toContain('width="400" height="300"><style>');
  expect(html).toContain('scans/&lt;a&gt;.jpg');
  expect(html).toContain('Nothing &amp; nobody.');
  expect(html.replaceAll('http://www.w3.org/2000/svg', '')).not.toMatch(/https?:|<script|src="(?!data:)/);
});
