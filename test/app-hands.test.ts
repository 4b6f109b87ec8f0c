/** Comparing letters of many pages: only what is seen is decoded and drawn. */
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writePageXml } from '../src/formats/index.js';
import { boxPolygon, type Page } from '../src/page/index.js';
import { encodePng } from '../src/runtime/index.js';
import { type App, type DroppedFile, openApp } from './app-browser.js';
import { hasChromium, openBrowser } from './browser-page.js';
import { scan } from './documents.js';

const [width, height, pages] = [600, 800, 24];

/** A page with one letter, which was read surely; the last one has another. */
async function pageOf(at: number): Promise<readonly DroppedFile[]> {
  const name = `page-${String(at).padStart(2, '0')}`;
  const polygon = boxPolygon({ x: 60, y: 540, width: 40, height: 80 });
  const letter = { text: at < pages - 1 ? 'a' : 'b', confidence: 1, polygon };
  const line = { id: 'l1', text: letter.text, polygon, words: [{ ...letter, id: 'w1', glyphs: [letter] }] };
  const page: Page = { image: `${name}.png`, width, height, regions: [{ id: 'r1', polygon, lines: [line] }] };
  const xml = writePageXml(page, { creator: 'x', created: '2020-01-01T00:00:00Z' });
  return [
    { name: `Hands/${name}.png`, bytes: await encodePng(scan(width, height, at)) },
    { name: `Hands/${name}.xml`, bytes: new TextEncoder().encode(xml) },
  ];
}

describe.skipIf(!hasChromium)('letters of many pages', () => {
  let browser: Browser;
  let app: App;

  beforeAll(async () => {
    browser = await openBrowser();
    app = await openApp(browser);
    await app.drop((await Promise.all(Array.from({ length: pages }, (_, at) => pageOf(at)))).flat());
    await app.tab.waitForURL(/#\/page\//, { timeout: 180_000 });
  });

  afterAll(async () => {
    await app?.close();
    await browser?.close();
  });

  const overlays = `[...document.querySelectorAll('.hands-table .hands-overlay')]`;
  const isDrawn = (at: number) => `${overlays}.at(${at})?.width > 0`;

  it('are drawn near what is seen, and give back their memory far from it', async () => {
    await app.open(`#/hands/${/#\/page\/(\w+)/.exec(app.tab.url())?.[1]}`);
    await app.until(isDrawn(0));
    expect(await app.evaluate(`${overlays}.length`)).toBe(pages - 1);
    expect(await app.evaluate(isDrawn(-1))).toBe(false);
    await app.tab.locator('.hands-table .hands-overlay').last().scrollIntoViewIfNeeded();
    await app.until(isDrawn(-1));
    await app.until(`!(${isDrawn(0)})`);
    expect(app.complaints).toEqual([]);
  });
});
