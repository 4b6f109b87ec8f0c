/** Words of a searchable PDF, as poppler sees them: what desktops search and copy with. */
import { existsSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { writePdf } from '../src/formats/index.js';
import { boxAround, type Line, linesOf, type Page, type Point } from '../src/page/index.js';
import { encodeJpeg } from '../src/runtime/index.js';
import { temporaryFolder } from './lines.js';
import { hasPdftotext, pagesAsPdf, pdftotext, wholeWords } from './pdf-words.js';

const poppler = await hasPdftotext();
const shared = join(process.env.DUCTUS_SHARED ?? '../shared', 'lines', 'copiste-fr', 'pages');

let folder: string;
beforeAll(async () => {
  folder = await temporaryFolder();
});
afterAll(() => rm(folder, { recursive: true }));

const texts = [
  'Le sous-marin fut commandé',
  'au mois d’août 1941 à Hambourg',
  'et sa quille fut posée',
  '𐍈Ω αβγ où été',
];

/** Lines that rise or fall by degrees and sag, their bands so high that they overlap; with words or without. */
function slopingPage(degrees: number, withWords: boolean): Page {
  const [cos, sin] = [Math.cos((degrees * Math.PI) / 180), Math.sin((degrees * Math.PI) / 180)];
  const lines = texts.map((text, index): Line => {
    const top = 700 + 90 * index;
    const place = (t: number, v: number): Point => {
      const sag = 12 * Math.sin((Math.PI * t) / 1500);
      return [200 + t * cos - (v + sag) * sin, top + t * sin + (v + sag) * cos];
    };
    const band = (from: number, to: number) => [place(from, -90), place(to, -90), place(to, 45), place(from, 45)];
    const step = 1500 / [...text].length;
    const words = [...text.matchAll(/\S+/gu)].map((match) => {
      const from = [...text.slice(0, match.index)].length;
      return { text: match[0], polygon: band(from * step, (from + [...match[0]].length) * step) };
    });
    return {
      id: `l${index}`,
      text,
      baseline: [0, 500, 1000, 1500].map((t) => place(t, 0)),
      polygon: band(0, 1500),
      ...(withWords ? { words } : {}),
    };
  });
  return { image: 'page.jpg', width: 2000, height: 2000, regions: [{ id: 'r', lines }] };
}

interface Place {
  readonly text: string;
  /** The middle, in pixels. */
  readonly x: number;
  readonly y: number;
}

function placesOf(html: string): readonly Place[] {
  const words = html.matchAll(/<word xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="([\d.]+)">(.*?)<\/word>/g);
  return [...words].map(([, left, top, right, bottom, text]) => ({
    text: text as string,
    x: ((Number(left) + Number(right)) / 2) * (300 / 72),
    y: ((Number(top) + Number(bottom)) / 2) * (300 / 72),
  }));
}

async function pdfOf(page: Page): Promise<string> {
  const bytes = await encodeJpeg({ width: 20, height: 20, data: new Uint8Array(400).fill(255) }, 80);
  const path = join(folder, 'page.pdf');
  await writeFile(path, await writePdf(page, { bytes, type: 'jpeg', orientation: 1, dpi: 300 }));
  return path;
}

it.skipIf(!poppler).each([
  [0, true],
  [-2, true],
  [3, true],
  [3, false],
])(
  'words of lines at %i° stay whole, with boxes of words: %s (skipped without pdftotext)',
  async (degrees, withWords) => {
    const page = slopingPage(degrees, withWords);
    const { missing } = wholeWords(page, await pdftotext(await pdfOf(page)));
    expect(missing).toEqual([]);
  },
);

// Lines so steep stand at each other's height, which poppler may take for one line; each word is whole all the same.
it.skipIf(!poppler).each([4, -6, -12, 30])(
  'a word is found whole and at its place on a line of %i° (skipped without pdftotext)',
  async (degrees) => {
    const page = slopingPage(degrees, true);
    const found = placesOf(await pdftotext(await pdfOf(page), '-bbox'));
    const words = linesOf(page).flatMap((line) => line.words ?? []);
    expect(found.map(({ text }) => text).sort()).toEqual(words.map(({ text }) => text).sort());
    for (const { text, polygon } of words.filter(({ text: own }) => own !== 'fut')) {
      const box = boxAround(polygon) as NonNullable<ReturnType<typeof boxAround>>;
      const place = found.find((one) => one.text === text) as Place;
      expect(place.x).toBeGreaterThan(box.x);
      expect(place.x).toBeLessThan(box.x + box.width);
      expect(place.y).toBeGreaterThan(box.y);
      expect(place.y).toBeLessThan(box.y + box.height);
    }
  },
);

it.skipIf(!poppler)(
  'what is read from right to left is written once, in its own order (skipped without pdftotext)',
  async () => {
    const page = slopingPage(0, false);
    const [first] = linesOf(page) as [Line];
    const one = { ...page, regions: [{ id: 'r', lines: [{ ...first, text: 'שלום עולם 1914' }] }] };
    expect((await pdftotext(await pdfOf(one))).replace(/[\u202a-\u202e\f]/g, '').trim()).toBe('שלום עולם 1914');
  },
);

it.skipIf(!poppler || !existsSync(shared))(
  'of real pages with sloping lines 98% of the words and more are whole (skipped without pdftotext and ../shared)',
  async () => {
    let [words, whole] = [0, 0];
    for await (const page of pagesAsPdf(shared, folder)) {
      words += page.words;
      whole += page.whole;
      expect(page.whole / page.words).toBeGreaterThan(0.95);
    }
    expect(words).toBe(954);
    expect(whole / words).toBeGreaterThanOrEqual(0.98);
  },
);
