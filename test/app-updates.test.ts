/** A newer version of the app while the older one is still being downloaded, from a server that is so slow that it never ends. */
import { appendFile, cp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, Page as Tab } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { appFolder } from '../app/build/build.js';
import { writeServiceWorker } from '../app/build/service-worker.js';
import { type App, openApp } from './app-browser.js';
import { hasChromium, openBrowser } from './browser-page.js';
import { temporaryFolder } from './lines.js';

/** Far less than the five minutes that Chromium would wait. */
const soon = { timeout: 120_000 };
/** Only a hang takes so long, also on a machine that is busy with other things. */
const patient = { timeout: 500_000 };

describe.skipIf(!hasChromium)('a newer version, while the older one downloads', () => {
  let browser: Browser;
  let newer: string;
  let app: App;

  beforeAll(async () => {
    browser = await openBrowser();
    newer = await temporaryFolder();
    // What is shown, and nothing that would have to be downloaded first.
    await cp(appFolder, newer, { recursive: true, filter: (path) => !/\.(?:br|gz|wasm)$|models|pdfjs/.test(path) });
    await appendFile(join(newer, 'index.html'), '<!-- newer -->');
    await writeServiceWorker(newer);
  });

  afterAll(async () => {
    await browser?.close();
    await rm(newer, { recursive: true, force: true });
  });

  beforeEach(async () => {
    app = await openApp(browser, { held: /^models\/languages\// });
    await expect.poll(() => app.waiting, patient).toBeGreaterThan(0);
    app.release(newer);
    await app.reload();
    await expect.poll(() => app.evaluate(waits), patient).toBe('installed');
  });

  afterEach(() => app?.close());

  const waits = "navigator.serviceWorker.getRegistration().then(({ waiting }) => waiting?.state ?? 'none')";
  const isNewer = (tab?: Tab) =>
    app
      .evaluate<boolean>("fetch('./').then((answer) => answer.text()).then((text) => text.includes('newer'))", tab)
      .catch(() => false);

  it('takes over when the person wishes it, also while a page waits for a file', async () => {
    // Of what is shown: asking the service worker again and again would give it something to do.
    const shown = "[...document.childNodes].some(({ data }) => data?.includes('newer'))";
    expect(await app.evaluate(shown)).toBe(false);
    app.hold(/^models\/starter\.onnx$/);
    await app.evaluate("void fetch('models/starter.onnx').catch(() => undefined)");
    await expect.poll(() => app.waiting, patient).toBeGreaterThan(1);
    await app.click('Load the new version');
    await expect.poll(() => app.evaluate<boolean>(shown).catch(() => false), soon).toBe(true);
    await app.tab.getByText('Drop pages here').first().waitFor();
  });

  it('is there when the app is opened the next time', async () => {
    // Another page, so that the browser stays.
    const tab = await app.context.newPage();
    await app.tab.close();
    await expect
      .poll(async () => {
        await tab.goto(app.origin, { waitUntil: 'load' });
        const is = await isNewer(tab);
        await tab.goto('about:blank');
        return is;
      }, soon)
      .toBe(true);
  });
});
