/** Files in the app: pages that are dropped with their descriptions, every format that is saved, and a project there and back. */
import { readFile } from 'node:fs/promises';
import type { Browser, Page as Tab } from 'playwright-core';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Unzip } from '../app/files/zip.js';
import { writeAlto, writePageXml } from '../src/formats/index.js';
import { boxPolygon, type Page } from '../src/page/index.js';
import { type App, openApp } from './app-browser.js';
import { hasChromium, openBrowser } from './browser-page.js';
import { scan, tiffOf } from './documents.js';

const [width, height] = [900, 1200];

/** A sheet with a word on it, drawn: not from SVG, which is not read any more where images were read in the same process. */
async function drawn(word: string, type: 'jpeg' | 'png'): Promise<Uint8Array> {
  const sheet = sharp({ create: { width, height, channels: 3, background: '#fff' } });
  const ink = { text: { text: `<span foreground="black">${word}</span>`, rgba: true, dpi: 300 } };
  return new Uint8Array(
    await sheet
      .composite([{ input: ink, left: 60, top: 540 }])
      .toFormat(type)
      .toBuffer(),
  );
}

function pageOf(image: string, ...texts: readonly string[]): Page {
  const lines = texts.map((text, index) => {
    const y = 600 + 100 * index;
    const baseline = [[60, y] as const, [500, y] as const];
    return { id: `l${index + 1}`, text, baseline, polygon: boxPolygon({ x: 60, y: y - 60, width: 440, height: 80 }) };
  });
  return { image, width, height, regions: [{ id: 'r1', polygon: boxPolygon({ x: 0, y: 0, width, height }), lines }] };
}

const page = writePageXml(pageOf('10.jpg', 'Le soleil & moi', 'zwei'), {
  creator: 'x',
  created: '2020-01-01T00:00:00Z',
});
const alto = writeAlto(pageOf('2.png', 'se lève'));

/** Opens the dialog and saves as the format of this name. */
async function saved(tab: Tab, format: RegExp): Promise<{ readonly name: string; readonly bytes: Buffer }> {
  await tab.getByRole('button', { name: 'Export' }).first().click();
  await tab.getByRole('radio', { name: format }).check();
  const [download] = await Promise.all([
    tab.waitForEvent('download', { timeout: 120_000 }),
    tab.getByRole('button', { name: 'Save' }).click(),
  ]);
  const bytes = await readFile(await download.path());
  await tab.getByRole('dialog').waitFor({ state: 'detached' });
  return { name: download.suggestedFilename(), bytes };
}

async function unzipped(bytes: Buffer): Promise<ReadonlyMap<string, Buffer>> {
  const zip = await Unzip.open(new Blob([new Uint8Array(bytes)]));
  const files = zip.names.map(async (name) => {
    const file = await zip.read(name, 1e8);
    return [name, Buffer.from(await file.arrayBuffer())] as const;
  });
  return new Map(await Promise.all(files));
}

/** The files of a project; of JSON what it says, whatever the order of its keys. */
async function contentsOf(bytes: Buffer): Promise<ReadonlyMap<string, unknown>> {
  const files = [...(await unzipped(bytes))];
  return new Map(files.map(([name, file]) => [name, name.endsWith('.json') ? JSON.parse(file.toString()) : file]));
}

/** Pastes as a person would. Its value: whether the app took it. @param onto an element */
function pasted(
  files: readonly { readonly name: string; readonly type: string; readonly bytes: Uint8Array }[],
  text: string,
  onto = 'document.body',
): string {
  const list = files.map(({ name, type, bytes }) => ({ name, type, bytes: [...bytes] }));
  return `(() => {
    const clipboardData = new DataTransfer();
    for (const { name, type, bytes } of ${JSON.stringify(list)}) {
      clipboardData.items.add(new File([new Uint8Array(bytes)], name, { type }));
    }
    const text = ${JSON.stringify(text)};
    if (text) clipboardData.setData('text/plain', text);
    return !${onto}.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
  })()`;
}

/** The browser's dialog for saving, as far as pages see it: a person chooses a place, or doesn't; the disk there may be full. */
const picker = `window.asked = []; window.showSaveFilePicker = async ({ suggestedName }) => {
  if (window.picked === 'refuses') throw new DOMException('not here', 'SecurityError');
  window.asked.push(suggestedName);
  if (window.picked === 'giveUp') throw new DOMException('', 'AbortError');
  const isFull = window.picked === 'full';
  window.pieces = [];
  window.isWhole = false;
  return { createWritable: async () => new WritableStream({
    write: (piece) => {
      if (isFull && window.pieces.length > 1) throw new DOMException('full', 'QuotaExceededError');
      window.pieces.push([...new Uint8Array(piece)]);
    },
    close: () => { window.isWhole = true; },
  }) };
}; 0`;

describe.skipIf(!hasChromium)('files in the app', () => {
  let browser: Browser;
  let app: App;
  let project: Buffer;

  beforeAll(async () => {
    browser = await openBrowser();
    app = await openApp(browser);
    // The browser's own dialog for saving can't be answered here.
    await app.evaluate('delete window.showSaveFilePicker');
    const bytes = (text: string) => new TextEncoder().encode(text);
    await app.drop([
      { name: 'Letters/10.jpg', bytes: await drawn('ten', 'jpeg') },
      { name: 'Letters/page/10.xml', bytes: bytes(page) },
      { name: 'Letters/2.png', bytes: await drawn('two', 'png') },
      { name: 'Letters/alto/2.xml', bytes: bytes(alto) },
      { name: 'Letters/3.tif', bytes: bytes('II*') },
      { name: 'Letters/mets.xml', bytes: bytes('<mets/>') },
    ]);
    await app.tab.waitForURL(/#\/page\//, { timeout: 180_000 });
  });

  afterAll(async () => {
    await app?.close();
    await browser?.close();
  });

  it('become pages in their order, and what is left out is said', async () => {
    expect(await app.text()).toContain('1 file was left out');
    const { name, bytes } = await saved(app.tab, /^Text/);
    expect(name).toBe('Letters.txt');
    expect(bytes.toString()).toBe('se lève\n\fLe soleil & moi\nzwei\n');
  });

  it('that came as PAGE and ALTO go out as they came', async () => {
    const pages = await unzipped((await saved(app.tab, /^PAGE/)).bytes);
    expect([...pages.keys()]).toEqual(['2.xml', '10.xml']);
    expect(pages.get('10.xml')?.toString()).toBe(page);
    expect(pages.get('2.xml')?.toString()).toContain('<Unicode>se lève</Unicode>');
    const altos = await unzipped((await saved(app.tab, /^ALTO/)).bytes);
    expect(altos.get('2.xml')?.toString()).toBe(alto);
    expect(altos.get('10.xml')?.toString()).toContain('CONTENT="zwei"');
  });

  it('TIFFs of all kinds are pages, in their colours and the right way up, and a damaged one is named', async () => {
    const sheet = sharp(await drawn('three', 'png')).flatten({ background: '#fff' });
    const scans = {
      'fax.tif': await sheet
        .clone()
        .threshold()
        .toColourspace('b-w')
        .tiff({ compression: 'ccittfax4', bitdepth: 1 })
        .toBuffer(),
      'lzw.tif': await sheet.clone().withMetadata({ orientation: 6 }).tiff({ compression: 'lzw' }).toBuffer(),
      'photo.tiff': await sheet.clone().tiff({ compression: 'jpeg', quality: 90 }).toBuffer(),
      'tiles.tif': await sheet.clone().tiff({ compression: 'deflate', tile: true, predictor: 'horizontal' }).toBuffer(),
      'two.tif': Buffer.from(tiffOf([scan(600, 800, 1), scan(500, 700, 2)])),
      'cut.tif': (await sheet.clone().tiff({ compression: 'none' }).toBuffer()).subarray(0, 5000),
    };
    const files = Object.entries(scans).map(([name, bytes]) => ({
      name: `Scans/${name}`,
      bytes: new Uint8Array(bytes),
    }));
    const tiffs = await openApp(browser);
    try {
      await tiffs.evaluate('delete window.showSaveFilePicker');
      await tiffs.drop(files);
      await tiffs.tab.waitForURL(/#\/page\//, { timeout: 180_000 });
      expect(await tiffs.text()).toContain('1 file was left out');
      const contents = await unzipped((await saved(tiffs.tab, /^Project/)).bytes);
      const images = [...contents].flatMap(([path, bytes]) => {
        const name = /\d+-(.*\.(?:tiff?|png))$/.exec(path)?.[1];
        return name === undefined ? [] : [{ name, bytes }];
      });
      const grey = async (image: Buffer) => {
        const { data, info } = await sharp(image).rotate().greyscale().raw().toBuffer({ resolveWithObject: true });
        return { data, width: info.width, height: info.height };
      };
      const seen = images.map(async ({ name, bytes }) => {
        const image = await grey(bytes);
        const source = scans[name as keyof typeof scans];
        const original = source ? await grey(source) : image;
        const difference = image.data.reduce((sum, level, i) => sum + Math.abs(level - (original.data[i] ?? 0)), 0);
        return [name, image.width, image.height, difference / image.data.length < 1];
      });
      expect(await Promise.all(seen)).toEqual([
        ['fax.tif', width, height, true],
        ['lzw.tif', height, width, true],
        ['photo.tiff', width, height, true],
        ['tiles.tif', width, height, true],
        ['two_0001.png', 600, 800, true],
        ['two_0002.png', 500, 700, true],
      ]);
      expect(tiffs.complaints).toEqual([]);
    } finally {
      await tiffs.close();
    }
  });

  it('go out as hOCR, one table, one PDF, and lines with their texts', async () => {
    const hocr = await unzipped((await saved(app.tab, /^hOCR/)).bytes);
    expect(hocr.get('2.hocr')?.toString()).toContain('se lève');
    const rows = (await saved(app.tab, /^TSV/)).bytes.toString().trim().split('\n');
    expect(rows.map((row) => row.split('\t')[0])).toEqual(['image', '2.png', '10.jpg', '10.jpg']);
    const pdf = (await saved(app.tab, /^Searchable PDF/)).bytes.toString('latin1');
    expect(pdf.slice(0, 8)).toBe('%PDF-1.7');
    expect(pdf.match(/\/Type \/Page\b(?!s)/g)).toHaveLength(2);
    const open = app.tab.getByRole('button', { name: 'Export' }).first();
    await open.click();
    await app.tab.getByRole('radio', { name: /^Lines and texts/ }).check();
    await app.tab.getByRole('checkbox', { name: 'Checked lines only' }).uncheck();
    const [download] = await Promise.all([
      app.tab.waitForEvent('download', { timeout: 120_000 }),
      app.tab.getByRole('button', { name: 'Save' }).click(),
    ]);
    const pairs = await unzipped(await readFile(await download.path()));
    expect([...pairs.keys()].filter((name) => name.endsWith('.png'))).toHaveLength(3);
    const texts = [...pairs].flatMap(([name, bytes]) => (name.endsWith('.gt.txt') ? [bytes.toString()] : []));
    expect(texts).toEqual(['se lève\n', 'Le soleil & moi\n', 'zwei\n']);
    await app.tab.getByRole('dialog').waitFor({ state: 'detached' });
  });

  it('go into a project and come back the same', async () => {
    ({ bytes: project } = await saved(app.tab, /^Project/));
    const before = app.tab.url();
    await app.open('#/');
    await app.evaluate('delete window.showSaveFilePicker');
    await app.drop([{ name: 'again.ductus.zip', bytes: project }]);
    await app.tab.waitForURL((url) => /#\/page\//.test(url.href) && url.href !== before, { timeout: 180_000 });
    const again = await saved(app.tab, /^Project/);
    expect(again.name).toBe('Letters.ductus.zip');
    expect(await contentsOf(again.bytes)).toEqual(await contentsOf(project));
  });

  it('are saved where the browser asks, piece by piece, and nothing is left of what is given up', async () => {
    await app.evaluate(picker);
    await app.click('Export');
    await app.tab.getByRole('radio', { name: /^Project/ }).check();
    const save = app.tab.getByRole('button', { name: 'Save' });
    await app.evaluate("window.picked = 'giveUp'; 0");
    await save.click();
    await expect.poll(() => app.evaluate('window.asked'), { timeout: 120_000 }).toEqual(['Letters.ductus.zip']);
    expect(await app.tab.getByRole('dialog').count()).toBe(1);
    await app.evaluate("window.picked = 'full'; 0");
    await save.click();
    await app.tab.getByText('there is no room for it there').waitFor();
    // The browser then drops what was written.
    expect(await app.evaluate('window.isWhole')).toBe(false);
    await app.evaluate("window.picked = 'takes'; 0");
    await save.click();
    await app.tab.getByRole('dialog').waitFor({ state: 'detached' });
    const pieces = await app.evaluate<number[][]>('window.pieces');
    expect(pieces.length).toBeGreaterThan(4);
    expect(await contentsOf(Buffer.from(pieces.flat()))).toEqual(await contentsOf(project));
  });

  it('are downloaded where the browser refuses to ask', async () => {
    await app.evaluate("window.picked = 'refuses'; 0");
    expect((await saved(app.tab, /^Text/)).name).toBe('Letters.txt');
    await app.evaluate('delete window.showSaveFilePicker');
  });

  it('that are pasted into a document are its last pages, and text that is pasted stays text', async () => {
    const before = app.tab.url();
    const png = { name: 'image.png', type: 'image/png', bytes: await drawn('pasted', 'png') };
    await app.tab.locator('.line-row').first().click();
    expect(await app.evaluate(pasted([png], 'words', "document.querySelector('.line-row textarea')"))).toBe(false);
    expect(await app.evaluate(pasted([png], ''))).toBe(true);
    await app.tab.waitForURL((url) => url.href !== before, { timeout: 180_000 });
    const names = await app.tab.locator('.page-pager option').allInnerTexts();
    expect(names).toHaveLength(3);
    expect(names[2]).toMatch(/^3\. \d{4}-\d\d-\d\d-\d{6}\.png/);
    await app.tab.getByRole('button', { name: 'Stop reading' }).click();
  });

  it('that are pasted on the first screen are a document', async () => {
    await app.open('#/');
    const files = [
      { name: '7.png', type: 'image/png', bytes: await drawn('two', 'png') },
      { name: '7.xml', type: 'text/xml', bytes: new TextEncoder().encode(writeAlto(pageOf('7.png', 'collé'))) },
    ];
    expect(await app.evaluate(pasted(files, ''))).toBe(true);
    await app.tab.waitForURL(/#\/page\//, { timeout: 180_000 });
    expect(await app.tab.locator('.line-row textarea').inputValue()).toBe('collé');
  });

  it('that are damaged are refused in words, and nothing of them is kept', async () => {
    await app.open('#/');
    const damaged = Buffer.from(project);
    damaged.fill(0, 100, 400);
    await app.drop([{ name: 'damaged.zip', bytes: damaged }]);
    await app.tab.getByText('This project file is damaged.').waitFor({ timeout: 60_000 });
    expect(await app.tab.getByRole('link', { name: 'Letters' }).count()).toBe(2);
  });

  it('do nothing that the policy forbids', () => {
    expect(app.complaints).toEqual([]);
  });
});
