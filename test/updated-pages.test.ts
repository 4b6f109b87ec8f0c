/** Random edits of pages in files: read again they are there, and what nobody touched is as it was. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import fc from 'fast-check';
import { globSync } from 'tinyglobby';
import { expect, it } from 'vitest';
import { updatePageFile } from '../src/formats/index.js';
import { parseSource, withinSource } from '../src/formats/updating/source.js';
import type { Page } from '../src/page/index.js';
import { changed, readText } from './edited-pages.js';
import { altoFiles, pageFiles } from './files-to-update.js';
import { applyEdits, edits, sayable, untouchedLines } from './page-edits.js';
import { cases } from './thorough.js';

const shared = process.env.DUCTUS_SHARED ?? '../shared';
const schemas = join(shared, 'schemas');

/** A file after edits: its text, and whether all is as it should be. */
async function update(text: string, steps: Parameters<typeof applyEdits>[1]): Promise<string> {
  const before = await readText(text);
  const after = applyEdits(before, steps);
  const result = await updatePageFile(text, before, after, { changed });
  const isAlto = text.includes('<alto');
  const expected = sayable(before, after, isAlto ? 'ALTO' : 'PAGE');
  const places = (page: Page) => withoutPlaces(page, unsayable(text));
  expect(places(await readText(result))).toEqual(places(expected));
  expect(await frameOf(result)).toBe(await frameOf(text));
  const lines = untouchedLines(before, after);
  for (const id of lines) expect(lineText(result, id)).toBe(lineText(text, id));
  return result;
}

/** A file without its regions, their order (pictures have a place in it too) and the date of its last change. */
async function frameOf(text: string): Promise<string> {
  const document = await parseSource(text);
  for (const element of [...withinSource(document.root)]) {
    const { name, parent } = element;
    if (name === 'LastChange') element.setText('');
    const isRegion = name === 'TextBlock' || (parent?.name === 'Page' && /^(Text|Table)Region$/.test(name));
    if (isRegion || name === 'ReadingOrder') parent?.remove(element);
  }
  return document.toString().replace(/readingOrder \{index:\d+;\}/g, 'readingOrder {}');
}

/** What versions can't say: baselines before 2013 in PAGE, outlines of lines and baselines with points before 4 in ALTO. */
function unsayable(text: string): readonly string[] {
  if (/pagecontent\/2009/.test(text)) return ['baseline'];
  return /alto\/ns-v[23]#/.test(text) ? ['baseline', 'polygon'] : [];
}

function withoutPlaces(page: Page, names: readonly string[]): unknown {
  return JSON.parse(JSON.stringify(page, (key, value) => (names.includes(key) ? undefined : value)));
}

/** How a line is spelled, but for its place in the order. */
function lineText(text: string, id: string): string {
  const found = new RegExp(`<((?:\\w+:)?TextLine)\\b[^>]*?\\bid="${id}"[^>]*>[\\s\\S]*?</\\1>`, 'i').exec(text)?.[0];
  return (found ?? `no line ${id}`)
    .replace(/ custom="readingOrder \{index:\d+;\} ?"/, '')
    .replace(/readingOrder \{index:\d+;\} ?/, '');
}

it.each(pageFiles)('PAGE XML with random edits says what the page says: $name', async ({ text, kept }) => {
  await fc.assert(
    fc.asyncProperty(edits, async (steps) => {
      const result = await update(text, steps);
      for (const piece of kept) expect(result).toContain(piece);
    }),
    { numRuns: cases(25, 300) },
  );
});

it.each(altoFiles)('ALTO with random edits says what the page says: $name', async ({ text, kept }) => {
  await fc.assert(
    fc.asyncProperty(edits, async (steps) => {
      const result = await update(text, steps);
      for (const piece of kept) expect(result).toContain(piece);
    }),
    { numRuns: cases(25, 300) },
  );
});

it('stays byte by byte where an edit changes nothing', async () => {
  for (const { text } of [...pageFiles, ...altoFiles]) {
    const before = await readText(text);
    expect(await updatePageFile(text, before, structuredClone(before), { changed })).toBe(text);
    // Nothing that the format has a place for.
    const image = { ...before, image: 'other.jpg' } satisfies Page;
    expect(await updatePageFile(text, before, image, { changed })).toBe(text);
  }
});

it.skipIf(!existsSync(schemas))('stays valid by its schema (skipped without ../shared)', async () => {
  const { XmlDocument, XsdValidator } = await import('libxml2-wasm');
  const { xmlRegisterFsInputProviders } = await import('libxml2-wasm/lib/nodejs.mjs');
  xmlRegisterFsInputProviders();
  const checkerOf = (name: string) => {
    const path = join(schemas, name);
    const schema = XsdValidator.fromDoc(
      XmlDocument.fromBuffer(readFileSync(path), { url: pathToFileURL(path).pathname }),
    );
    return (xml: string) => {
      const document = XmlDocument.fromString(xml);
      schema.validate(document);
      document.dispose();
    };
  };
  const sets = [
    { check: checkerOf('pagecontent.xsd'), files: pageFiles.filter(({ isValid }) => isValid) },
    { check: checkerOf('alto-4-3.xsd'), files: altoFiles.filter(({ isValid }) => isValid) },
  ];
  for (const { check, files } of sets) {
    expect(files.length).toBeGreaterThan(0);
    for (const { text } of files) {
      check(text);
      await fc.assert(
        fc.asyncProperty(edits, async (steps) => check(await update(text, steps))),
        { numRuns: cases(8, 100) },
      );
    }
  }
});

it.skipIf(!existsSync(join(shared, 'pages')))(
  'real pages take edits too (skipped without ../shared)',
  { timeout: 600_000 },
  async () => {
    const paths = globSync(['pages/*/*/*.xml', 'lines/*/pages/*.xml'], { cwd: shared, absolute: true }).sort();
    expect(paths.length).toBeGreaterThan(100);
    const some = paths.filter((path, n) => n % cases(24, 1) === 0 || path.includes('lines'));
    for (const [n, path] of some.entries()) {
      const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(readFileSync(path));
      const before = await readText(text);
      expect(await updatePageFile(text, before, structuredClone(before), { changed })).toBe(text);
      for (const steps of fc.sample(edits, { numRuns: cases(1, 2), seed: n })) await update(text, steps);
    }
  },
);
