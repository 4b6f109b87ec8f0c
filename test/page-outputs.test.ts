/** What recognised pages are written as: read again by what reads such files. */
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { getDocument, OPS } from 'pdfjs-dist/legacy/build/pdf.mjs';
import { expect, it } from 'vitest';
import {
  readPageJson,
  readTsv,
  writeHocr,
  writePageJson,
  writePdf,
  writeText,
  writeTsv,
} from '../src/formats/index.js';
import { boxAround, boxPolygon, type Page, type Point } from '../src/page/index.js';
import { decodeImage, encodePng } from '../src/runtime/index.js';
import { pageImage } from '../src/runtime/node.js';
import { temporaryFolder } from './lines.js';

const point = fc.tuple(fc.integer({ min: -50, max: 3000 }), fc.nat(3000)) as fc.Arbitrary<Point>;
const placed = {
  polygon: fc.array(point, { minLength: 3, maxLength: 6 }),
  confidence: fc.integer({ min: 0, max: 100 }).map((n) => n / 100),
};
const text = fc.string({ unit: 'binary', maxLength: 12 });
const glyph = fc.record({ id: fc.string(), text, ...placed }, { requiredKeys: ['text'] });
const word = fc.record(
  { id: fc.string(), text, ...placed, glyphs: fc.array(glyph, { maxLength: 2 }) },
  { requiredKeys: ['text'] },
);
const line = fc.record(
  {
    id: fc.string(),
    text,
    ...placed,
    baseline: fc.array(point, { minLength: 2, maxLength: 3 }),
    words: fc.array(word, { maxLength: 2 }),
  },
  { requiredKeys: ['id', 'text'] },
);
const region = fc.record(
  { id: fc.string(), type: fc.string(), ...placed, lines: fc.array(line, { maxLength: 3 }) },
  { requiredKeys: ['id', 'lines'] },
);
const page = fc.record({
  image: fc.string(),
  width: fc.nat(9000),
  height: fc.nat(9000),
  regions: fc.array(region, { maxLength: 3 }),
}) as fc.Arbitrary<Page>;

it('JSON that is written is read as what it was', () => {
  fc.assert(
    fc.property(page, (given) => {
      expect(readPageJson(writePageJson(given))).toEqual(given);
    }),
  );
  expect(() => readPageJson('{"image": "a.jpg", "width": "x", "height": 1, "regions": []}')).toThrow('width');
});

/** What a table of lines has no place for. */
function linesOnly(pages: readonly Page[]): unknown {
  return pages.map(({ image, regions }) => ({
    image,
    width: 0,
    height: 0,
    regions: regions.map(({ id, lines }) => ({ id, lines: lines.map(({ words: _, ...kept }) => kept) })),
  }));
}

it('a table that is written is read as the lines it was', () => {
  const full = page.filter(
    ({ regions }) =>
      regions.length > 0 &&
      regions.every(({ lines }) => lines.length > 0) &&
      new Set(regions.map(({ id }) => id)).size === regions.length,
  );
  fc.assert(
    fc.property(fc.uniqueArray(full, { minLength: 1, maxLength: 3, selector: ({ image }) => image }), (pages) => {
      expect(readTsv(writeTsv(pages))).toEqual(linesOnly(pages));
    }),
  );
  expect(() => readTsv('a\tb')).toThrow('first row');
  expect(() => readTsv(`${writeTsv([])}a\tb\n`)).toThrow('row 2 of the table must have 7 columns, got 2');
});

const words = ['Grüße', 'aus', '1914–18', 'אבג', '𐍈Ω'].map((own, i) => ({
  text: own,
  confidence: 0.9,
  polygon: boxPolygon({ x: 100 + 250 * i, y: 200, width: 200, height: 60 }),
}));
const sheet: Page = {
  image: 'page.jpg',
  width: 1500,
  height: 600,
  regions: [
    {
      id: 'r1',
      lines: [
        {
          id: 'l1',
          text: words.map((one) => one.text).join(' '),
          confidence: 0.93,
          baseline: [
            [100, 250],
            [1300, 250],
          ],
          polygon: boxPolygon({ x: 100, y: 190, width: 1200, height: 80 }),
          words,
        },
        // Rises to the right; without words.
        {
          id: 'l2',
          text: 'rising',
          baseline: [
            [100, 500],
            [500, 400],
          ],
          polygon: [
            [90, 460],
            [490, 360],
            [500, 410],
            [100, 510],
          ],
        },
      ],
    },
    { id: 'r2', lines: [{ id: 'l3', text: 'a <b> & c' }] },
  ],
};

it('text has a line for each line, and an empty one between regions', () => {
  expect(writeText(sheet)).toBe('Grüße aus 1914–18 אבג 𐍈Ω\nrising\n\na <b> & c\n');
  expect(writeText({ ...sheet, regions: [] })).toBe('');
});

it('hOCR is XHTML with boxes and confidences in titles', async () => {
  const { XmlDocument } = await import('libxml2-wasm');
  const html = writeHocr(sheet, { created: '', creator: 'ductus' });
  const document = XmlDocument.fromString(html);
  const titles = (kind: string) => document.find(`//*[@class='${kind}']/@title`).map((node) => node.content);
  expect(titles('ocr_page')).toEqual(['image "page.jpg"; bbox 0 0 1500 600; ppageno 0']);
  expect(titles('ocr_line').slice(0, 2)).toEqual([
    'bbox 100 190 1300 270; baseline 0.0000 -20; x_wconf 93',
    'bbox 90 360 500 510; baseline -0.2500 -7',
  ]);
  expect(titles('ocrx_word')[0]).toBe('bbox 100 200 300 260; x_wconf 90');
  expect(document.find("//*[@class='ocr_line']").map((node) => node.content.trim().split(/\s+/).join(' '))).toEqual([
    'Grüße aus 1914–18 אבג 𐍈Ω',
    'rising',
    'a <b> & c',
  ]);
  document.dispose();
});

it('hOCR says of upright lines which way they are turned, and nothing of a slope', () => {
  const upright = (from: number, to: number): Page => ({
    ...sheet,
    regions: [
      {
        id: 'r',
        lines: [
          {
            id: 'l',
            text: 'nota',
            baseline: [
              [40, from],
              [42, to],
            ] as const,
          },
        ],
      },
    ],
  });
  const titleOf = (page: Page) =>
    /class="ocr_line"[^>]*title="([^"]*)"/.exec(writeHocr(page, { created: '', creator: '' }))?.[1];
  expect(titleOf(upright(500, 100))).toBe('bbox 40 100 42 500; textangle 90');
  expect(titleOf(upright(100, 500))).toBe('bbox 40 100 42 500; textangle 270');
});

interface Item {
  readonly str: string;
  readonly transform: readonly number[];
  readonly width: number;
  readonly height: number;
}

async function itemsOf(pdf: Uint8Array): Promise<{ items: readonly Item[]; view: readonly number[] }> {
  const task = getDocument({ data: pdf.slice(), verbosity: 0 });
  const first = await (await task.promise).getPage(1);
  const { items } = await first.getTextContent();
  const found = { items: items.filter((item) => 'str' in item) as unknown as Item[], view: first.view };
  await task.destroy();
  return found;
}

it('a PDF has the JPEG as it is, and its text at its boxes', async () => {
  const sharp = (await import('sharp')).default;
  const folder = await temporaryFolder();
  const path = join(folder, 'page.jpg');
  await writeFile(
    path,
    await sharp({ create: { width: 1500, height: 600, channels: 3, background: '#eee' } })
      .jpeg()
      .toBuffer(),
  );
  const image = await pageImage(path);
  expect(image).toMatchObject({ type: 'jpeg', orientation: 1, dpi: 300 });
  const pdf = await writePdf(sheet, image);
  expect(Buffer.from(pdf).includes(Buffer.from(await readFile(path)))).toBe(true);
  const { items, view } = await itemsOf(pdf);
  expect(view).toEqual([0, 0, 360, 144]);
  const shown = items.filter(({ str }) => str.trim() !== '');
  expect(shown.map(({ str }) => str)).toEqual(['Grüße', 'aus', '1914–18', 'אבג', '𐍈Ω', 'rising']);
  const scale = 72 / 300;
  shown.slice(0, 5).forEach(({ transform, width, height }, i) => {
    const box = boxAround(words[i]?.polygon) as NonNullable<ReturnType<typeof boxAround>>;
    expect(transform[4]).toBeCloseTo(box.x * scale, 3);
    expect(transform[5]).toBeCloseTo(144 - (box.y + box.height) * scale, 3);
    expect(width).toBeCloseTo(box.width * scale, 2);
    expect(height).toBeCloseTo(box.height * scale, 3);
  });
  // Along its baseline, from its lower left corner.
  const rising = shown[5] as Item;
  expect(Math.atan2(rising.transform[1] as number, rising.transform[0] as number)).toBeCloseTo(Math.atan2(1, 4), 3);
  expect(rising.width).toBeCloseTo(((400 * 4 + 100) / Math.sqrt(17)) * scale, -0.5);
  await rm(folder, { recursive: true });
});

it('a picture is shown upright however the camera was held, and what is no JPEG is embedded as PNG', async () => {
  const sharp = (await import('sharp')).default;
  const folder = await temporaryFolder();
  // Dark in the upper left corner of the file's own pixels.
  const stored = {
    width: 40,
    height: 20,
    data: Uint8Array.from({ length: 800 }, (_, i) => (i % 40 < 16 && i < 320 ? 0 : 255)),
  };
  for (const orientation of [1, 2, 3, 4, 5, 6, 7, 8]) {
    const path = join(folder, `${orientation}.jpg`);
    const jpeg = sharp(await encodePng(stored)).withMetadata({ orientation });
    await writeFile(path, await jpeg.jpeg({ quality: 100 }).toBuffer());
    const upright = await decodeImage(path);
    const dark = (x: number, y: number) => (upright.data[y * upright.width + x] as number) < 60;
    const image = await pageImage(path);
    expect(image).toMatchObject({ type: 'jpeg', orientation });
    const page = { ...sheet, width: upright.width, height: upright.height, regions: [] };
    const task = getDocument({ data: await writePdf(page, image), verbosity: 0 });
    const list = await (await (await task.promise).getPage(1)).getOperatorList();
    const [, , c, d, e, f] = list.argsArray[list.fnArray.indexOf(OPS.transform)] as number[];
    await task.destroy();
    // The upper left corner of an image is (0, 1) of its unit square; a sheet's points begin at the lower left.
    const [x, y] = [((c as number) + (e as number)) / 0.24, ((d as number) + (f as number)) / 0.24];
    expect(dark(x > upright.width / 2 ? upright.width - 3 : 2, y > upright.height / 2 ? 2 : upright.height - 3)).toBe(
      true,
    );
    expect([dark(2, 2), dark(2, upright.height - 3), dark(upright.width - 3, 2)].filter(Boolean).length).toBeLessThan(
      2,
    );
  }
  await writeFile(join(folder, 'page.png'), await encodePng(stored));
  expect(await pageImage(join(folder, 'page.png'))).toMatchObject({ type: 'png', orientation: 1 });
  const { view } = await itemsOf(
    await writePdf({ ...sheet, width: 40, height: 20 }, await pageImage(join(folder, 'page.png'))),
  );
  expect(view).toEqual([0, 0, 9.6, 4.8]);
  await rm(folder, { recursive: true });
});
