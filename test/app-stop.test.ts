/** Reading that a person has stopped begins only when the person wishes it. */
import { readFile } from 'node:fs/promises';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type App, openApp } from './app-browser.js';
import { hasChromium, openBrowser } from './browser-page.js';

describe.skipIf(!hasChromium)('reading that was stopped', () => {
  let browser: Browser;
  let app: App;

  beforeAll(async () => {
    browser = await openBrowser();
    app = await openApp(browser);
    const bytes = await readFile('app/public/sample/page.jpg');
    await app.drop(['a', 'b', 'c'].map((name) => ({ name: `Letters/${name}.jpg`, bytes })));
    await app.tab.waitForURL(/#\/page\//);
    await app.tab.getByRole('button', { name: 'Stop reading' }).click();
    await app.until(`!document.querySelector('.reading-bar')`);
  });

  afterAll(async () => {
    await app?.close();
    await browser?.close();
  });

  it('does not go on with the next page that is opened', async () => {
    await app.press('PageDown');
    await app.until(`document.querySelector('.page-pager select').selectedIndex === 1`);
    // It would begin at once.
    await app.tab.waitForTimeout(1000);
    expect(await app.tab.locator('.reading-bar').count()).toBe(0);
  });

  it('goes on when the person wishes it', async () => {
    await app.tab.locator('.page-bar .menu summary').click();
    await app.click('Read all pages that wait');
    await app.tab.locator('.reading-bar').waitFor();
    expect(app.complaints).toEqual([]);
  });
});
