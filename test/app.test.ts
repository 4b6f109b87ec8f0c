/** The built app in a Chromium: its policy, working offline, threads on servers without headers, new versions. */
import { appendFile, cp, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { appFolder } from '../app/build/build.js';
import { writeServiceWorker } from '../app/build/service-worker.js';
import { augmentationOf } from '../src/image/index.js';
import { Recognizer } from '../src/recognition/index.js';
import { encodePng } from '../src/runtime/index.js';
import { createDrawer, openFonts } from '../src/synthesis/node.js';
import { type App, openApp } from './app-browser.js';
import { hasChromium, openBrowser } from './browser-page.js';
import { temporaryFolder } from './lines.js';
import { cases } from './thorough.js';

let browser: Browser;

beforeAll(async () => {
  if (hasChromium) browser = await openBrowser();
});

afterAll(() => browser?.close());

async function drawnLine(): Promise<Uint8Array> {
  const [font] = await openFonts(['caveat']);
  if (!font) throw new Error('the font must be there');
  const draw = await createDrawer();
  return encodePng(draw('Le soleil se lève', font, { lineHeight: 48, degradation: augmentationOf(0) }, 1));
}

/** They come after the first lines. */
const isLanguage = (path: string) => path.startsWith('/models/languages/');
/** It comes when nobody waits for anything. */
const isForPdfs = (path: string) => /^\/(?:pdfjs|assets\/pdf)/.test(path);

const megabytes = (bytes: number) => (bytes / 1e6).toFixed(2);

describe.skipIf(!hasChromium)('the app, from its own server', () => {
  let app: App;

  beforeAll(async () => {
    app = await openApp(browser);
  });

  afterAll(() => app?.close());

  it('says what it is, isolated from other origins', async () => {
    expect(await app.text()).toContain('ductus');
    expect(await app.evaluate('crossOriginIsolated')).toBe(true);
  });

  it('has nothing that keeps people out', async () => {
    expect(await app.barriers()).toEqual([]);
  });

  it('loads 8 MB at most to read without a network, beside the languages and what PDFs need', async () => {
    await app.kept();
    const sizes = [...app.sent].filter(([, bytes]) => bytes > 0).sort(([, a], [, b]) => b - a);
    const needed = sizes.filter(([path]) => !isLanguage(path) && !isForPdfs(path));
    const all = needed.reduce((sum, [, bytes]) => sum + bytes, 0);
    const largest = sizes.slice(0, 8).map(([path, bytes]) => `${path} ${megabytes(bytes)}`);
    console.log(`first load: ${megabytes(all)} MB in ${sizes.length} files, ${largest.join(', ')}`);
    expect(all).toBeLessThan(8e6);
    expect(sizes.filter(([path]) => isLanguage(path))).toHaveLength(8);
    expect(sizes.map(([path]) => path)).not.toContain('/models/starter.onnx');
  });

  it('reads with threads, as Node does, after the server is gone', async () => {
    const line = await drawnLine();
    await using recognizer = await Recognizer.load('packages/models/starter.int8.onnx', {
      language: 'packages/models/starter.lm.json',
    });
    const { text } = await recognizer.recognize(line);
    await app.disconnect();
    await app.reload();
    expect(await app.text()).toContain('ductus');
    expect(await app.evaluate('crossOriginIsolated')).toBe(true);
    const library = (await readdir(appFolder)).find((name) => name.startsWith('library-'));
    const read = app.evaluate(`(async () => {
      const { Recognizer } = await import('${app.origin}/${library}/index.js');
      const options = { language: 'models/starter.lm.json', threads: 2 };
      const recognizer = await Recognizer.load('models/starter.int8.onnx', options);
      return (await recognizer.recognize(new Uint8Array(${JSON.stringify([...line])}))).text;
    })()`);
    expect(await read).toBe(text);
  });

  it('was forbidden nothing, and asked nobody else', () => {
    // Whether there is a newer version is asked of the server that is gone.
    expect(app.complaints).toEqual([]);
  });
});

describe.skipIf(!hasChromium)('the app, from a server that sends no headers', () => {
  let app: App;

  beforeAll(async () => {
    app = await openApp(browser, { headers: false });
  });

  afterAll(() => app?.close());

  it('is loaded once more, and then isolated from other origins', async () => {
    await expect.poll(() => app.evaluate('crossOriginIsolated').catch(() => false), { timeout: 60_000 }).toBe(true);
    const loads = "performance.getEntriesByType('navigation')[0].type";
    expect(await app.evaluate(loads)).toBe('reload');
    await app.kept();
    expect(app.sent.get('/')).toBeGreaterThan(0);
    expect(app.complaints).toEqual([]);
  });

  it('obeys its policy there too', async () => {
    const forbidden = await app.evaluate<string>(`new Promise((resolve) => {
      addEventListener('securitypolicyviolation', ({ effectiveDirective }) => resolve(effectiveDirective));
      void fetch('https://elsewhere.test/').catch(() => undefined);
    })`);
    expect(forbidden).toBe('connect-src');
    app.complaints.length = 0;
  });

  it('offers a newer version, goes on with the older one, and in thorough runs takes over when told to (Chromium may wait five minutes)', async () => {
    // What an older version still loads may hold up the newer one; PDFs' files come last.
    await app.kept();
    await expect
      .poll(() => app.keptPaths(), { timeout: 60_000 })
      .toContainEqual(expect.stringContaining('/assets/pdf.worker'));
    const newer = await temporaryFolder();
    await cp(appFolder, newer, { recursive: true, filter: (path) => !/\.(?:br|gz)$/.test(path) });
    await appendFile(join(newer, 'index.html'), '<!-- newer -->');
    await rm(join(newer, 'icon.svg'));
    await writeServiceWorker(newer);
    await app.serve(newer);
    await app.reload();
    const isNewer = (tab = app.tab) =>
      app.evaluate("fetch('./').then((answer) => answer.text()).then((text) => text.includes('newer'))", tab);
    const waits = "navigator.serviceWorker.getRegistration().then(({ waiting }) => waiting?.state ?? 'none')";
    await expect.poll(() => app.evaluate(waits), { timeout: 60_000 }).toBe('installed');
    expect(await isNewer()).toBe(false);
    if (cases(0, 1) === 0) return rm(newer, { recursive: true });
    const tab = await app.another();
    await app.evaluate(`navigator.serviceWorker.getRegistration().then(({ waiting }) => {
      waiting.postMessage('take over');
      return new Promise((resolve) => navigator.serviceWorker.addEventListener('controllerchange', resolve));
    }).then(() => 0)`);
    expect(await isNewer()).toBe(true);
    // A tab that was there before still finds what only the older version has.
    expect(await app.evaluate("fetch('icon.svg').then(({ status }) => status)", tab)).toBe(200);
    expect(app.complaints).toEqual([]);
    return rm(newer, { recursive: true });
  });
});
