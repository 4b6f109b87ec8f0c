/** Laid-out pages: what is known of them against their pixels, at every strength of what the camera does. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { polygonMask } from '../../test/polygon-mask.js';
import { cases } from '../../test/thorough.js';
import { readPageFile, writePageXml } from '../formats/index.js';
import { augmentationOf, type Raster } from '../image/index.js';
import { known } from '../known.js';
import type { Point } from '../page/index.js';
import {
  createSheetDrawer,
  DrawnPages,
  type DrawnSheet,
  generatedTexts,
  type LayoutName,
  layoutNames,
  openFonts,
  openLanguage,
  type SheetLook,
  type SheetOptions,
  sheetRequest,
} from './node.js';

const schema = join(process.env.DUCTUS_SHARED ?? '../shared', 'schemas', 'pagecontent.xsd');

let options: Omit<SheetOptions, 'look'>;
type Draw = (layout: LayoutName, index: number, look?: Partial<SheetLook>) => DrawnSheet;
let drawAnew: Draw;
const drawn = new Map<string, DrawnSheet>();

/** A page that several tests may look at is drawn once. */
const draw: Draw = (layout, index, look = {}) => {
  const key = JSON.stringify([layout, index, look]);
  const sheet = drawn.get(key) ?? drawAnew(layout, index, look);
  drawn.set(key, sheet);
  return sheet;
};

beforeAll(async () => {
  const fonts = await openFonts(['caveat', 'patrick-hand', 'kalam', 'shadows-into-light']);
  const texts = generatedTexts([await openLanguage('english')], { least: 15, most: 60 }, 1);
  options = { texts, fonts, seed: 5, threads: 1, hands: 3 };
  const drawSheet = await createSheetDrawer();
  drawAnew = (layout, index, changes = {}) => {
    const look = { ...clean, layouts: [layout], ...changes };
    const { scribes, image, key } = known(sheetRequest(index, { ...options, look }), 'a font for the page');
    return drawSheet(scribes, look, image, ...key);
  };
});

/** Ink on a flat sheet and nothing else. */
const clean = { width: 900, layouts: layoutNames, photograph: 0, degradation: augmentationOf(0) };
/** What stands where doesn't depend on the pixels. */
const small = { width: 200 };
const several = Array.from({ length: cases(1, 6) }, (_, index) => index);

function linesOf({ page }: DrawnSheet) {
  return page.regions.flatMap(({ lines }) => lines);
}

/** Every other one, where nobody asked for all. */
const tried = layoutNames.filter((_, n) => n % cases(2, 1) === 0);

describe.each(tried)('a page of the layout %s', (layout) => {
  it('has its ink inside of the polygons of its lines', () => {
    for (const index of several) {
      const { raster, page } = draw(layout, index);
      const lines = page.regions.flatMap((region) => region.lines);
      expect(lines.length).toBeGreaterThan(3);
      const mask = polygonMask(
        lines.map(({ polygon }) => polygon),
        raster.width,
        raster.height,
      );
      const paper = raster.data.reduce((a, b) => Math.max(a, b), 0);
      let [ink, inside] = [0, 0];
      raster.data.forEach((level, i) => {
        if (paper - level < 50) return;
        ink++;
        inside += mask[i] ?? 0;
      });
      expect(ink).toBeGreaterThan(500);
      expect(inside / ink).toBeGreaterThan(0.96);
    }
  });

  it('has much ink above the baselines and little below, however the page lies before the camera', () => {
    for (const index of several) {
      const sheet = draw(layout, index, { photograph: 1 });
      const shares = linesOf(sheet).map((line) => {
        const above = darkness(sheet.raster, band(line.baseline, -0.45 * line.ascender, 0));
        const below = darkness(sheet.raster, band(line.baseline, 0.35 * line.ascender, 0.8 * line.ascender));
        return above > 1.5 * below;
      });
      expect(shares.filter(Boolean).length / shares.length).toBeGreaterThan(0.85);
    }
  });

  it('has in each word as much ink on the photograph as on the flat sheet', () => {
    for (const index of several) {
      const [flat, seen] = [draw(layout, index), draw(layout, index, { photograph: 1 })];
      const [flatWords, seenWords] = [flat, seen].map((sheet) =>
        linesOf(sheet).flatMap(({ words }) =>
          words.map(({ text, polygon = [] }) => ({ text, ink: darkness(sheet.raster, polygon) })),
        ),
      );
      expect(seenWords?.map(({ text }) => text)).toEqual(flatWords?.map(({ text }) => text));
      const near = flatWords?.filter(({ ink }, n) => Math.abs(ink - (seenWords?.[n]?.ink ?? 0)) < 0.08) ?? [];
      expect(near.length / (flatWords?.length ?? 0)).toBeGreaterThan(0.9);
    }
  });

  it('lies inside of its image, with a text, words, a baseline and heights for each line', () => {
    for (const index of several) {
      const sheet = draw(layout, index, { photograph: 1.5, degradation: augmentationOf(1) });
      const { width, height } = sheet.page;
      expect([sheet.raster.width, sheet.raster.height]).toEqual([width, height]);
      const isInside = ([x, y]: Point) => x >= 0 && y >= 0 && x <= width && y <= height;
      for (const { text, words, polygon, baseline, ascender, descender } of linesOf(sheet)) {
        expect(words.map((word) => word.text).join(' ')).toBe(text);
        expect([...polygon, ...baseline].every(isInside)).toBe(true);
        // Only what is cut off at the edge is moved onto it.
        expect(baseline.every(([x, y]) => x > 0 && y > 0 && x < width && y < height)).toBe(true);
        expect(ascender).toBeGreaterThan(3);
        expect(descender).toBeGreaterThan(1);
        expect(descender).toBeLessThan(1.6 * ascender);
      }
    }
  });

  it('is the same again, and another with another index', () => {
    const look = { photograph: 1.5, degradation: augmentationOf(1) };
    expectSame(draw(layout, 0, look), drawAnew(layout, 0, look));
    const [page, another] = [0, 1].map((index) => draw(layout, index, small).page);
    expect(another).not.toEqual(page);
  });

  it.skipIf(!existsSync(schema))('is valid PAGE XML, with the types and the order of its regions', async () => {
    const { XmlDocument, XsdValidator } = await import('libxml2-wasm');
    const { xmlRegisterFsInputProviders } = await import('libxml2-wasm/lib/nodejs.mjs');
    xmlRegisterFsInputProviders();
    const url = pathToFileURL(schema).pathname;
    const validator = XsdValidator.fromDoc(XmlDocument.fromBuffer(readFileSync(schema), { url }));
    const { page } = draw(layout, 0, { photograph: 1 });
    const xml = writePageXml(page, { created: '2026-01-02T03:04:05Z', creator: 'ductus' });
    const document = XmlDocument.fromString(xml);
    validator.validate(document);
    document.dispose();
    const { page: read } = await readPageFile(new TextEncoder().encode(xml));
    expect(read.regions.map(({ id, type, lines }) => [id, type, lines.length])).toEqual(
      page.regions.map(({ id, type, lines }) => [id, type, lines.length]),
    );
    expect(xml).not.toContain('structure {type');
  });
});

describe('layouts', () => {
  const pages = (layout: LayoutName, count = cases(4, 8)) =>
    Array.from({ length: count }, (_, index) => draw(layout, index, small).page);
  const typesOf = (layout: LayoutName, count?: number) =>
    new Set(pages(layout, count).flatMap(({ regions }) => regions.map(({ type }) => type)));

  it('have what such pages have', () => {
    const [register, chapter, columns] = [typesOf('register', 8), typesOf('chapter', 8), typesOf('columns', 8)];
    expect(register).toContain('marginalia');
    expect(chapter).toContain('heading');
    expect(columns).toContain('header');
    const others = layoutNames.flatMap((layout) => [...typesOf(layout)]);
    const all = new Set([...register, ...chapter, ...columns, ...others]);
    const wanted = ['paragraph', 'heading', 'header', 'page-number', 'marginalia', 'footnote', 'catch-word'];
    expect([...all].sort()).toEqual(wanted.sort());
  });

  it('have columns beside each other, left before right', () => {
    for (const { regions } of [...pages('columns'), ...pages('table')]) {
      const texts = regions.filter(({ type }) => type === 'paragraph').map(({ polygon }) => sidesOf(polygon));
      expect(texts.length).toBeGreaterThan(1);
      for (const [n, { left }] of texts.entries()) expect(left).toBeGreaterThan((texts[n - 1]?.left ?? -1) + 4);
    }
  });

  it('have of facing pages the left one first, in a wide image', () => {
    for (const { regions, width, height } of pages('opening')) {
      expect(width).toBeGreaterThan(height);
      const onRight = regions.map(({ polygon }) => {
        const { left, right } = sidesOf(polygon);
        return (left + right) / 2 > width / 2;
      });
      expect(onRight).toEqual([...onRight].sort((a, b) => Number(a) - Number(b)));
      expect(new Set(onRight).size).toBe(2);
    }
  });

  it('have additions between the lines, smaller and read before the line that they stand above', () => {
    const additions = pages('letter', cases(16, 30)).flatMap(({ regions }) =>
      regions.flatMap(({ lines }) =>
        lines.flatMap((line, n) => {
          const next = lines[n + 1];
          return next && line.ascender < 0.75 * next.ascender ? [{ line, next }] : [];
        }),
      ),
    );
    expect(additions.length).toBeGreaterThan(cases(1, 3));
    for (const { line, next } of additions) {
      expect(levelOf(line.baseline)).toBeLessThan(levelOf(next.baseline));
      expect(levelOf(next.baseline) - levelOf(line.baseline)).toBeLessThan(3 * next.ascender);
    }
  });

  it('are written by several hands where that is allowed, and by one where not', () => {
    const fontsOf = (hands: number) =>
      Array.from({ length: 12 }, (_, index) => {
        const request = sheetRequest(index, { ...options, hands, look: clean });
        return new Set(request?.scribes.map(({ font }) => font.family)).size;
      });
    expect(Math.max(...fontsOf(3))).toBeGreaterThan(1);
    expect(Math.max(...fontsOf(1))).toBe(1);
  });
});

describe('pages in memory', () => {
  const look = { ...clean, width: 500, photograph: 1, degradation: augmentationOf(1) };

  it('are the same from any thread, in any order, as without threads', async () => {
    const pages = new DrawnPages({ ...options, look, threads: 2 });
    try {
      const [third, first] = await Promise.all([pages.page(2), pages.page(0)]);
      const drawSheet = await createSheetDrawer();
      const here = (index: number) => {
        const { scribes, image, key } = known(sheetRequest(index, { ...options, look }), 'a font for the page');
        return drawSheet(scribes, look, image, ...key);
      };
      expectSame(first, here(0));
      expectSame(third, here(2));
      expect(third?.page).not.toEqual(first?.page);
    } finally {
      await pages.dispose();
    }
  });

  it('are refused where the font has not the characters of any text', async () => {
    const pages = new DrawnPages({ ...options, look, texts: () => '漢字' });
    await expect(pages.page(0)).rejects.toThrow('its font has not all characters of any text');
    await pages.dispose();
  });
});

/** Pixels are compared as a whole, which is much faster than one by one. */
function expectSame(sheet: DrawnSheet | undefined, again: DrawnSheet): void {
  expect(sheet?.page).toEqual(again.page);
  expect(Buffer.compare(sheet?.raster.data ?? new Uint8Array(), again.raster.data)).toBe(0);
}

/** Share of black in a polygon, 0 being its lightest parts; light that changes over the page counts little. */
function darkness({ width, height, data }: Raster, polygon: readonly Point[]): number {
  const [xs, ys] = [polygon.map(([x]) => x), polygon.map(([, y]) => y)];
  const [left, top] = [Math.max(0, Math.floor(Math.min(...xs)) - 2), Math.max(0, Math.floor(Math.min(...ys)) - 2)];
  const [right, bottom] = [Math.min(width, Math.max(...xs) + 2), Math.min(height, Math.max(...ys) + 2)];
  const [columns, rows] = [Math.max(1, Math.ceil(right - left)), Math.max(1, Math.ceil(bottom - top))];
  const mask = polygonMask([polygon.map(([x, y]): Point => [x - left, y - top])], columns, rows);
  const levels: number[] = [];
  mask.forEach((isIn, i) => {
    if (isIn) levels.push(data[(top + Math.floor(i / columns)) * width + left + (i % columns)] ?? 0);
  });
  levels.sort((a, b) => a - b);
  const light = levels[Math.floor(0.95 * levels.length)] ?? 255;
  return levels.reduce((sum, level) => sum + Math.max(0, light - level), 0) / (levels.length * Math.max(1, light));
}

/** The band between two distances below a baseline. */
function band(baseline: readonly Point[], from: number, to: number): readonly Point[] {
  const moved = (down: number) => baseline.map(([x, y]): Point => [x, y + down]);
  return [...moved(from), ...moved(to).reverse()];
}

function sidesOf(polygon: readonly Point[]): { readonly left: number; readonly right: number } {
  const xs = polygon.map(([x]) => x);
  return { left: Math.min(...xs), right: Math.max(...xs) };
}

function levelOf(baseline: readonly Point[]): number {
  return baseline.reduce((sum, [, y]) => sum + y, 0) / baseline.length;
}
