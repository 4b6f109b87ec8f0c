/** The built ductus/web in a Chromium, from a static server with a strict content security policy: it reads as Node does, and trains. */
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDataset } from '../src/dataset/node.js';
import { augmentationOf, type Raster } from '../src/image/index.js';
import { readModel } from '../src/model/index.js';
import { linesOf } from '../src/page/index.js';
import { PageReader, Recognizer } from '../src/recognition/index.js';
import { encodePng } from '../src/runtime/index.js';
import { createDrawer, openFonts } from '../src/synthesis/node.js';
import { inspectModel } from '../src/web/inspect-model.js';
import { hasChromium, inPage, openBrowser } from './browser-page.js';
import { drawLines, temporaryFolder, tinySpec } from './lines.js';
import { cases } from './thorough.js';
import { serveFolder, type WebServer } from './web-server.js';

let browser: Browser;
let folder: string;
/** As files have them. */
let line: Uint8Array;
let page: Uint8Array;
let samples: readonly { readonly text: string; readonly document: string; readonly image: readonly number[] }[];

/** What Node reads of them. */
let lineInNode: string;
let pageInNode: readonly string[];

const texts = ['Le soleil se lève', 'sur la petite ville', 'et chacun travaille.'];
const reads = 'packages/models/starter.int8.onnx';

const options = { spec: tinySpec, steps: 12, batchPixels: 20_000, threads: 1, checkpointSeconds: 0 };

beforeAll(async () => {
  if (!hasChromium) return;
  folder = await temporaryFolder();
  const [font] = await openFonts(['caveat']);
  const draw = await createDrawer();
  if (!font) throw new Error('the font must be there');
  const rows = texts.map((text) => draw(text, font, { lineHeight: 48, degradation: augmentationOf(0) }, 1));
  line = await encodePng(rows[0] as Raster);
  page = await encodePng(onPage(rows));
  await using recognizer = await Recognizer.load(reads, { language: false });
  lineInNode = (await recognizer.recognize(line)).text;
  await using reader = await PageReader.load({
    model: reads,
    layout: false,
    language: 'packages/models/starter.lm.json',
  });
  pageInNode = linesOf(await reader.read(page)).map(({ text }) => text);
  const dataset = await openDataset([await drawLines(join(folder, 'lines'), 20)]);
  samples = await Promise.all(
    dataset.samples.map(async ({ image, text, document }) => {
      const bytes = image.kind === 'file' ? await readFile(image.path) : [];
      return { text, document, image: [...bytes] };
    }),
  );
  browser = await openBrowser();
});

afterAll(async () => {
  await browser?.close();
  if (folder) await rm(folder, { recursive: true });
});

/** Lines under each other on white paper. */
function onPage(rows: readonly Raster[]): Raster {
  const [width, height] = [700, 520];
  const data = new Uint8Array(width * height).fill(255);
  for (const [index, row] of rows.entries()) {
    for (let y = 0; y < row.height; y++) {
      const from = row.data.subarray(y * row.width, (y + 1) * row.width);
      data.set(from.subarray(0, width - 120), (100 + 90 * index + y) * width + 60);
    }
  }
  return { width, height, data };
}

const call = <T>(tab: Page, name: string, ...given: readonly unknown[]): Promise<T> =>
  inPage(tab, `${name}(${given.map((value) => JSON.stringify(value)).join(', ')})`);

describe.skipIf(!hasChromium).each([
  ['isolated from other origins, with threads', true],
  ['not isolated, without shared memory', false],
])('ductus/web, %s', (_, isolated) => {
  let server: WebServer;
  let context: BrowserContext;
  const strays: string[] = [];

  const open = async (path: string): Promise<Page> => {
    const tab = await context.newPage();
    tab.on('request', (request) => {
      const url = request.url();
      if (!url.startsWith(server.origin) && !url.startsWith('blob:')) strays.push(url);
    });
    await tab.goto(`${server.origin}/${path}`, { waitUntil: 'load' });
    return tab;
  };

  beforeAll(async () => {
    server = await serveFolder('.', { isolated });
    context = await browser.newContext();
  });

  afterAll(async () => {
    await context?.close();
    server?.close();
  });

  // Without threads it is the same reader.
  it.runIf(isolated || cases(0, 1) === 1)('reads a line and a page as Node does', async () => {
    const tab = await open('test/web-library.html');
    expect(await inPage(tab, 'crossOriginIsolated')).toBe(isolated);
    expect(lineInNode.length).toBeGreaterThan(5);
    expect(await call(tab, 'readLine', `/${reads}`, [...line])).toEqual([lineInNode, lineInNode, lineInNode]);
    expect(pageInNode).toHaveLength(texts.length);
    const seen = await call(
      tab,
      'readPage',
      { model: `../${reads}`, layout: false, language: '../packages/models/starter.lm.json' },
      [...page],
    );
    expect(seen).toEqual({ image: 'page.png', lines: pageInNode });
    await tab.close();
  });

  // The app's tests read a page in a browser as well.
  it.runIf(isolated && cases(0, 1) === 1)('reads the page that is chosen in the example as Node does', async () => {
    const tab = await open('examples/web/index.html');
    await tab.setInputFiles('input', { name: 'page.png', mimeType: 'image/png', buffer: Buffer.from(page) });
    await using reader = await PageReader.load({
      model: reads,
      layout: 'packages/models/layout.onnx',
      language: false,
    });
    const expected = linesOf(await reader.read(page)).map(({ text }) => text);
    expect(expected).toHaveLength(texts.length);
    const shown = () => inPage(tab, "document.querySelector('pre').textContent");
    await expect.poll(shown, { timeout: 120_000, interval: 200 }).toBe(expected.join('\n'));
    await tab.close();
  });

  it.runIf(!isolated)('trains on a thread of its own', async () => {
    const tab = await open('test/web-library.html');
    expect(await call(tab, 'begin', samples, { ...options, steps: 2, run: 'short' })).toBe('none');
    await call(tab, 'deleteRun', 'short');
    await tab.close();
  });

  it.runIf(isolated || cases(0, 1) === 1)('trains, and goes on exactly after the tab was closed', async () => {
    const first = await open('test/web-library.html');
    expect(await call(first, 'begin', samples, { ...options, run: 'whole' })).toBe('none');
    await inPage(first, `void begin(${JSON.stringify(samples)}, ${JSON.stringify({ ...options, run: 'closed' })})`);
    await expect.poll(() => call<number>(first, 'steps'), { timeout: 60_000, interval: 20 }).toBeOneOf([2, 3, 4, 5, 6]);
    await first.close();
    const second = await open('test/web-library.html');
    const kept: readonly { name: string; step: number; ended?: string }[] = await call(second, 'listRuns');
    expect(kept.map(({ name, ended }) => [name, ended])).toEqual([
      ['closed', undefined],
      ['whole', 'steps'],
    ]);
    expect(kept[0]?.step).toBeLessThan(options.steps);
    expect(await call(second, 'goOn', 'closed')).toBe('none');
    expect(await call(second, 'lossesOf', 'closed')).toEqual(await call(second, 'lossesOf', 'whole'));
    const weightsOf = async (run: string) =>
      readModel(Uint8Array.from(await call<readonly number[]>(second, 'modelOf', run))).weights;
    expect(await weightsOf('closed')).toEqual(await weightsOf('whole'));
    await second.close();
  });

  it.runIf(isolated)('says by its code why a run is refused', async () => {
    const [tab, other] = [await open('test/web-library.html'), await open('test/web-library.html')];
    const begin = (more: object) => call<string>(tab, 'begin', samples, { ...options, ...more });
    expect(await begin({ run: 'whole' })).toMatch(/^TrainingError training\/failed whole: there is a run of this name/);
    expect(await begin({ run: 'wrong', spec: 'x' })).toMatch(/^TrainingError network\/spec /);
    expect(await begin({ run: 'wrong', step: 3 })).toMatch(/^TrainingError training\/unknown-option .*mean steps/);
    expect(await call(tab, 'goOn', 'none')).toMatch(/^TrainingError training\/failed none: there is no run/);
    await inPage(other, "navigator.locks.request('ductus run whole', () => new Promise(() => {})), 0");
    expect(await call(tab, 'goOn', 'whole')).toMatch(/another tab of this browser works on it/);
    await other.close();
    const client = await context.newCDPSession(tab);
    await client.send('Storage.overrideQuotaForOrigin', { origin: server.origin, quotaSize: 1000 });
    expect(await begin({ run: 'small' })).toMatch(
      /^TrainingError storage\/full .*the run needs 1 MB, and 0 MB are left/,
    );
    expect(await call(tab, 'begin', samples, { ...options, run: 'large' }, 5e6)).toMatch(
      /^TrainingError storage\/full /,
    );
    await client.send('Storage.overrideQuotaForOrigin', { origin: server.origin });
    for (const run of ['closed', 'small', 'large']) await call(tab, 'deleteRun', run);
    expect((await call<readonly { name: string }[]>(tab, 'listRuns')).map(({ name }) => name)).toEqual(['whole']);
    await tab.close();
  });

  it.runIf(isolated)(
    'reads lines that are known, and again in a language that comes later, with a runtime from another place',
    async () => {
      const tab = await open('test/web-library.html');
      const runtimes: string[] = [];
      tab.on('request', (request) => {
        if (request.url().endsWith('.wasm')) runtimes.push(request.url());
      });
      const wasm = `${server.origin}/node_modules/onnxruntime-web/dist/ort-wasm-simd-threaded.wasm`;
      await call(tab, 'useRuntime', { wasm });
      await using reader = await PageReader.load({ model: reads, layout: false, language: false });
      await using guided = await reader.withLanguage('packages/models/starter.lm.json');
      const expected = await reader.read(page);
      const textsOf = (of: typeof expected) => linesOf(of).map(({ text }) => text);
      const seen: { located: (typeof expected)[]; read: number; page: typeof expected } = await call(
        tab,
        'readTwice',
        { model: `/${reads}`, layout: false },
        '/packages/models/starter.lm.json',
        [...page],
      );
      expect(seen).toMatchObject({ known: textsOf(expected), guided: textsOf(await guided.read(page)), read: 3 });
      expect(textsOf(seen.page)).toEqual(textsOf(expected));
      expect(seen.located.map(textsOf)).toEqual([texts.map(() => '')]);
      expect([...new Set(runtimes)]).toEqual([wasm]);

      const count = [...(textsOf(expected)[0] ?? '')].length;
      expect(await call(tab, 'measure', `/${reads}`, [...page], seen.page)).toEqual([0, 1 / (count + 1), texts.length]);
      const account = JSON.parse(JSON.stringify(await inspectModel(reads)));
      expect(await call(tab, 'inspectModel', `/${reads}`)).toEqual(account);
      expect(await call(tab, 'learn', [...page], seen.page, { ...options, steps: 1, run: 'corrected' })).toBe('none');
      await call(tab, 'deleteRun', 'corrected');
      await tab.close();
    },
  );

  it('asked no other place for anything, and nothing that the policy forbids', () => {
    expect({ strays, complaints: server.complaints }).toEqual({ strays: [], complaints: [] });
  });
});
