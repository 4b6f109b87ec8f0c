/** The app as the service serves it: pages are read in the browser, or by the service where the person chooses so. */
import { join } from 'node:path';
import type { Browser, Page as Tab } from 'playwright-core';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { appFolder } from '../app/build/build.js';
import {
  createApp,
  type ListeningService,
  listenService,
  ReadingService,
  type ServiceApp,
} from '../src/server/node.js';
import { barriersIn } from './app-browser.js';
import { hasChromium, openBrowser } from './browser-page.js';

const token = 'a-token-of-this-test';

describe.skipIf(!hasChromium)('the app of a service', () => {
  let browser: Browser;
  let reading: ReadingService;
  let service: ServiceApp;
  let listening: ListeningService;
  let tab: Tab;
  let origin: string;
  const complaints: string[] = [];
  /** What was asked of the interface. */
  const asked: string[] = [];

  beforeAll(async () => {
    browser = await openBrowser();
    // The app finds lines by the model in 8 bits; another finds them a pixel elsewhere.
    reading = await ReadingService.load({ layout: join('packages', 'models', 'layout.int8.onnx') });
    const tokens = [{ name: 'test', token }];
    service = await createApp({ reading, tokens, folder: join(process.cwd(), appFolder) });
    listening = await listenService({ app: service, host: '127.0.0.1', port: 0, seconds: 600 });
    origin = `http://localhost:${listening.port}`;
    const context = await browser.newContext({ locale: 'en-GB' });
    context.setDefaultTimeout(300_000);
    // The browser's own dialog for saving can't be answered here.
    await context.addInitScript('delete window.showSaveFilePicker');
    tab = await context.newPage();
    tab.on('pageerror', (error) => void complaints.push(error.message));
    tab.on('console', (message) => void (message.type() === 'error' && complaints.push(message.text())));
    context.on('request', (request) => {
      const { pathname } = new URL(request.url());
      if (pathname.startsWith('/v1/')) asked.push(`${request.method()} ${pathname}`);
    });
    await tab.goto(origin);
  });

  afterAll(async () => {
    await browser?.close();
    await listening?.close(0);
    await service?.close();
    await reading?.dispose();
  });

  /** Without loss: decoders of JPEG differ by a level or two. */
  const choosePage = async () => {
    const buffer = await sharp('app/public/sample/page.jpg').png().toBuffer();
    await tab.goto(`${origin}/#/`);
    await tab.locator('input[type=file]').first().setInputFiles({ name: 'page.png', mimeType: 'image/png', buffer });
    await tab.waitForURL(/#\/page\//);
  };
  /** The texts, once all are read. */
  const saved = async () => {
    await tab.locator('.line-row').nth(10).waitFor();
    await tab.locator('.reading-bar').waitFor({ state: 'detached' });
    await tab.getByRole('button', { name: 'Export' }).first().click();
    await tab.getByRole('radio', { name: /^Text/ }).check();
    const [download] = await Promise.all([
      tab.waitForEvent('download'),
      tab.getByRole('button', { name: 'Save' }).click(),
    ]);
    let text = '';
    for await (const part of await download.createReadStream()) text += part;
    return text;
  };

  it('sends nothing by itself, and says so', async () => {
    await tab.getByText('Nothing leaves this computer').first().waitFor();
    await tab.goto(`${origin}/#/models`);
    const choice = tab.getByRole('checkbox', { name: 'Read on this server' });
    await choice.waitFor();
    expect(await choice.isChecked()).toBe(false);
    await tab.getByText(`Pages are then sent to ${origin}/ and read there`).waitFor();
  });

  it('reads a page there as here, once the person chooses it and has the token', async () => {
    await choosePage();
    const here = await saved();
    expect(asked).toEqual([]);
    await tab.goto(`${origin}/#/models`);
    await tab.getByRole('checkbox', { name: 'Read on this server' }).check();
    expect(await barriersIn(tab)).toEqual([]);
    await choosePage();
    await tab.getByText('The server asks for a token').waitFor();
    await tab.goto(`${origin}/#/models`);
    const field = tab.getByLabel(/^Token/);
    await field.fill(token);
    await field.press('Tab');
    await tab.goBack();
    await tab.getByRole('button', { name: 'Read this page again' }).click();
    const there = await saved();
    expect(asked).toEqual(['POST /v1/recognize', 'POST /v1/recognize']);
    expect(there).toBe(here);
    await tab.goto(`${origin}/#/`);
    // Where there are documents the words are for those who point at the sign.
    await tab.getByText(`Pages are sent to ${origin}/ and read there.`).first().waitFor({ state: 'attached' });
    // The browser says of an answer of 401 that it is one.
    expect(complaints.filter((text) => !text.includes('401'))).toEqual([]);
  });
});
