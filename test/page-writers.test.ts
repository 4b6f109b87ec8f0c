/** PAGE and ALTO that are written: valid by their schemas, and read again as what they were. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { readPageFile, writeAlto, writePageXml } from '../src/formats/index.js';
import { cutSize } from '../src/image/index.js';
import { linesOf, type Page, type Point } from '../src/page/index.js';

const schemas = join(process.env.DUCTUS_SHARED ?? '../shared', 'schemas');
const options = { created: '2026-01-02T03:04:05Z', creator: 'ductus' };

const point = fc.tuple(fc.nat(3000), fc.nat(3000)) as fc.Arbitrary<Point>;
const polygon = fc.array(point, { minLength: 3, maxLength: 8 });
const baseline = fc.array(point, { minLength: 2, maxLength: 5 });
// What XML can hold, and what is left of white space at the ends is kept too.
const text = fc
  .string({ unit: 'grapheme', maxLength: 20 })
  .map((s) => s.replace(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, ''));
const confidence = fc.integer({ min: 0, max: 100 }).map((n) => n / 100);
const piece = fc.record({ text: text.filter((s) => s !== ''), confidence, polygon });
/** In ALTO a glyph is one character. */
const glyph = piece.map((one) => ({ ...one, text: String.fromCodePoint(one.text.codePointAt(0) as number) }));
const word = fc
  .tuple(piece, fc.array(glyph, { minLength: 1, maxLength: 2 }))
  .map(([own, glyphs]) => ({ ...own, glyphs }));
const line = fc.record({ text, confidence, polygon, baseline });
const lineOfWords = fc.tuple(line, fc.array(word, { minLength: 1, maxLength: 3 })).map(([own, words]) => ({
  ...own,
  words,
  text: words.map((one) => one.text).join(' '),
}));
const region = fc.record({
  type: fc.constantFrom('paragraph', 'heading', 'MainZone'),
  polygon,
  lines: fc.array(fc.oneof(line, lineOfWords), { minLength: 1, maxLength: 3 }),
});
/** An id of its own for everything. */
function numbered(given: object): Page {
  let n = 0;
  const walk = (value: unknown): unknown => {
    if (!Array.isArray(value)) {
      if (typeof value !== 'object' || value === null) return value;
      const own = 'polygon' in value ? { id: `i${n++}` } : {};
      return { ...own, ...Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, walk(inner)])) };
    }
    return value.map(walk);
  };
  return walk(given) as Page;
}

const page = fc
  .record({
    image: fc.string({ minLength: 1, maxLength: 12 }).map((s) => `${s.trim()}.jpg`),
    width: fc.integer({ min: 1, max: 9000 }),
    height: fc.integer({ min: 1, max: 9000 }),
    regions: fc.array(region, { maxLength: 3 }),
  })
  .map(numbered);

const bytes = (xml: string) => new TextEncoder().encode(xml);

/** What ALTO has no place for. */
function withoutForAlto({ regions, ...rest }: Page): Page {
  return {
    ...rest,
    regions: regions.map(({ type: _type, confidence: _own, ...own }) => ({
      ...own,
      lines: own.lines.map(({ confidence: _line, words, ...kept }) => {
        const box = kept.polygon ? boxOf(kept.polygon) : [];
        return { ...kept, words: words ?? [{ text: kept.text, polygon: box }] };
      }),
    })),
  };
}

function boxOf(points: readonly Point[]): Point[] {
  const [xs, ys] = [points.map(([x]) => x), points.map(([, y]) => y)];
  const [left, right, top, bottom] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
  return [
    [left, top],
    [right, top],
    [right, bottom],
    [left, bottom],
  ];
}

it('PAGE that is written is read as what it was', async () => {
  await fc.assert(
    fc.asyncProperty(page, async (given) => {
      expect((await readPageFile(bytes(writePageXml(given, options)))).page).toEqual(given);
    }),
  );
});

it('ALTO that is written is read as what it was, in the fields that it can carry', async () => {
  await fc.assert(
    fc.asyncProperty(page, async (given) => {
      expect((await readPageFile(bytes(writeAlto(given)))).page).toEqual(withoutForAlto(given));
    }),
  );
});

it('a line with a baseline alone is cut as before from what is written of it', async () => {
  const baseline = [
    [10, 50],
    [200, 40],
  ] as const;
  const lines = [{ id: 'l', text: 'x', baseline }];
  const given: Page = { image: 'a', width: 300, height: 100, regions: [{ id: 'r', lines }] };
  const size = cutSize({ baseline }, { spacing: 40 });
  for (const written of [writePageXml(given, options), writeAlto(given)]) {
    const [line] = linesOf((await readPageFile(bytes(written))).page);
    expect(cutSize(line ?? {}, { spacing: 40 })).toEqual(size);
  }
});

it.skipIf(!existsSync(schemas))('both are valid by their schemas (skipped without ../shared)', async () => {
  const { XmlDocument, XsdValidator } = await import('libxml2-wasm');
  const { xmlRegisterFsInputProviders } = await import('libxml2-wasm/lib/nodejs.mjs');
  xmlRegisterFsInputProviders();
  const validator = (name: string) => {
    const path = join(schemas, name);
    return XsdValidator.fromDoc(XmlDocument.fromBuffer(readFileSync(path), { url: pathToFileURL(path).pathname }));
  };
  const [ofPage, ofAlto] = [validator('pagecontent.xsd'), validator('alto-4-3.xsd')];
  const check = (schema: typeof ofPage, xml: string) => {
    const document = XmlDocument.fromString(xml);
    schema.validate(document);
    document.dispose();
  };
  fc.assert(
    fc.property(page, (given) => {
      check(ofPage, writePageXml(given, options));
      check(ofAlto, writeAlto(given));
    }),
    { numRuns: 50 },
  );
  // Without places, ids that stand twice or are no ids, and nothing at all.
  const bare: Page = { image: '', width: 0, height: 0, regions: [] };
  const lines = ['1 2', 'a', 'a'].map((id) => ({ id, text: 'x' }));
  for (const given of [
    bare,
    {
      ...bare,
      regions: [
        { id: '', lines },
        { id: '', lines: [] },
      ],
    },
    // From right to left, with a line that runs the other way.
    { ...bare, regions: [{ id: 'r', lines: ['שלום', 'London'].map((text) => ({ id: text, text })) }] },
  ]) {
    check(ofPage, writePageXml(given, options));
    check(ofAlto, writeAlto(given));
  }
});

it('PAGE has no TextEquiv for a line that nobody transcribed, and it is read as such again', async () => {
  const polygon: readonly Point[] = [
    [0, 0],
    [9, 0],
    [9, 9],
  ];
  const lines = [
    { id: 'a', text: '', untranscribed: true, polygon },
    { id: 'b', text: '', polygon },
  ] as const;
  const written = writePageXml({ image: 'a.jpg', width: 10, height: 10, regions: [{ id: 'r', lines }] }, options);
  expect(written.match(/<TextEquiv/g)).toHaveLength(1);
  const { page } = await readPageFile(new TextEncoder().encode(written));
  expect(page.regions[0]?.lines.map(({ untranscribed }) => untranscribed)).toEqual([true, undefined]);
});
