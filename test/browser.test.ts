/** What runs in browsers too: a Chromium from the npm registry, without network. */
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { build } from 'tsdown';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { hasChromium, openBrowser } from './browser-page.js';
import { temporaryFolder } from './lines.js';
import { preparedLines } from './same-pixels.js';

let browser: Browser;
let folder: string;

beforeAll(async () => {
  if (!hasChromium) return;
  folder = await temporaryFolder();
  browser = await openBrowser();
});

afterAll(async () => {
  await browser?.close();
  if (folder) await rm(folder, { recursive: true });
});

it.skipIf(!hasChromium)(
  'lines are cut out and prepared to the same pixels as in Node (only on Linux x64)',
  async () => {
    await build({
      entry: { lines: 'test/same-pixels.ts' },
      outDir: folder,
      platform: 'browser',
      deps: { alwaysBundle: [/^@ductus\/ctc/] },
      format: 'iife',
      config: false,
      dts: false,
      clean: false,
      logLevel: 'silent',
    });
    const page = await browser.newPage();
    await page.setContent('<p>');
    await page.addScriptTag({ content: await readFile(join(folder, 'lines.iife.js'), 'utf8') });
    const seen = await page.evaluate(() =>
      (globalThis as unknown as { preparedLines(): readonly string[] }).preparedLines(),
    );
    const own = preparedLines();
    expect(own.length).toBe(9);
    expect(seen.map((line) => line.split(' ')[0])).toEqual(own.map((line) => line.split(' ')[0]));
    expect(seen).toEqual(own);
  },
);
