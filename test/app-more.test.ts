/** What the app has beside reading and correcting: signs, pointing, writing by hand, comparing letters, practice; and how it fits. */
import { readFile } from 'node:fs/promises';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type App, openApp } from './app-browser.js';
import { hasChromium, openBrowser } from './browser-page.js';

const rows = '.line-row';

describe.skipIf(!hasChromium)('beside reading and correcting, the app', () => {
  let browser: Browser;
  let app: App;
  let document = '';

  beforeAll(async () => {
    browser = await openBrowser();
    app = await openApp(browser);
    await app.click('Try a sample page');
    await app.tab.waitForURL(/#\/page\//);
    document = /#\/page\/(\w+)/.exec(app.tab.url())?.[1] ?? '';
    await until(`document.querySelectorAll('${rows}').length > 10 && !document.querySelector('.reading-bar')`);
  });

  afterAll(async () => {
    await app?.close();
    await browser?.close();
  });

  const until = (expression: string) => app.until(expression);
  const field = () => app.tab.locator(`${rows} textarea`);

  it('writes signs that the keyboard does not have where the cursor is', async () => {
    await app.tab.locator(rows).nth(2).click();
    await app.press('Home');
    const before = await field().inputValue();
    await app.press('Control+m');
    await app.tab
      .getByRole('toolbar', { name: 'Special characters' })
      .getByRole('button', { name: 'é', exact: true })
      .click();
    expect(await field().inputValue()).toBe(`é${before}`);
    await app.type('x');
    expect(await field().inputValue()).toBe(`éx${before}`);
    for (let step = 0; step < 3 && (await field().inputValue()) !== before; step++) await app.press('Control+z');
    await app.press('Control+m');
    expect(await field().inputValue()).toBe(before);
  });

  it('shows where a character came from that is pointed at', async () => {
    const text = app.tab.locator(`${rows} .line-text`).nth(5);
    const box = await text.boundingBox();
    const highlight = '.viewer-highlight';
    await app.tab.mouse.move(0, 0);
    const places: number[] = [];
    for (const share of [0.05, 0.5]) {
      await app.tab.mouse.move((box?.x ?? 0) + 400 * share, (box?.y ?? 0) + (box?.height ?? 0) / 2);
      await until(`document.querySelector('${highlight}')`);
      places.push((await app.tab.locator(highlight).first().boundingBox())?.x ?? 0);
    }
    expect(places[1]).toBeGreaterThan((places[0] ?? 0) + 20);
  });

  it('marks lines that the language has changed, and says what was read before', async () => {
    const marks = app.tab.locator('.line-mark.relaid');
    const titles = await marks.evaluateAll((all) => all.map((mark) => mark.getAttribute('title')));
    const row = app.tab.locator(rows).filter({ has: marks }).first();
    expect(titles[0]).toMatch(/^Changed by the language model\. Read before: ./);
    await row.click();
    await app.tab.getByText(titles[0] ?? '').waitFor();
    expect(titles[0]).not.toContain(await field().inputValue());
  });

  it('reads what is written by hand', async () => {
    await app.open('#/write');
    await app.tab.getByText('Nothing written yet').waitFor();
    const box = await app.tab.getByLabel('Sheet to write on').boundingBox();
    const [left, top] = [(box?.x ?? 0) + 60, (box?.y ?? 0) + (box?.height ?? 0) / 2];
    const { mouse } = app.tab;
    // Two of the letter l, and one of the letter e, as one writes them at school.
    for (const [index, height] of [90, 90, 40].entries()) {
      const x = left + 60 * index;
      await mouse.move(x, top);
      await mouse.down();
      for (let step = 0; step <= 24; step++) {
        const turn = (step / 24) * 2 * Math.PI;
        await mouse.move(x + 22 + 18 * Math.sin(turn) + step, top - (height / 2) * (1 - Math.cos(turn)));
      }
      await mouse.up();
    }
    const read = app.tab.locator('.write-text');
    await expect.poll(() => read.innerText(), { timeout: 60_000 }).toMatch(/^(?!Nothing written yet)\S/);
    await app.click('Clear');
    await app.tab.getByText('Nothing written yet').waitFor();
  });

  it('lays letters of a page over each other', async () => {
    await app.open(`#/hands/${document}`);
    const letters = app.tab.getByRole('toolbar', { name: 'Letters' }).getByRole('button');
    await letters.nth(3).click();
    const letter = (await letters.nth(3).innerText()).trim();
    const overlay = app.tab.getByRole('img', { name: `Letters ${letter} laid over each other` });
    await overlay.waitFor();
    const dark = `(() => {
      const canvas = document.querySelector('.hands-overlay');
      // Until its page is decoded.
      if (canvas.width === 0) return false;
      const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
      return data.some((value, at) => at % 4 === 3 && value > 0);
    })()`;
    await until(dark);
    expect(await app.tab.locator('.hands-letter').count()).toBeGreaterThan(1);
  });

  it('has pupils type what they read, and goes to them as one file', async () => {
    await app.open(`#/page/${document}`);
    await until(`document.querySelectorAll('${rows}').length > 10`);
    await app.tab.locator(rows).nth(0).click();
    const truths: string[] = [];
    for (let line = 0; line < 2; line++) {
      truths.push(await field().inputValue());
      await app.press('Enter');
    }
    await app.tab.waitForTimeout(700);
    await app.open(`#/practice/${document}`);
    const fields = app.tab.locator('.practice-field input');
    await expect.poll(() => fields.count()).toBe(2);
    await fields.nth(0).fill(truths[0] ?? '');
    await app.press('Enter');
    await app.tab.getByText('All right.').waitFor();
    await fields.nth(1).fill(`${truths[1]}, wrongly`);
    await app.press('Enter');
    await app.tab.locator('.practice-difference del').first().waitFor();
    expect(await app.tab.locator('.practice-score').innerText()).toMatch(/\d+\s?% of the characters right, in 2 lines/);
    await app.evaluate('delete window.showSaveFilePicker; 0');
    const [download] = await Promise.all([app.tab.waitForEvent('download'), app.click('Save as one file for pupils')]);
    const bytes = await readFile(await download.path());
    const pupil = await openApp(browser);
    try {
      await pupil.drop([{ name: download.suggestedFilename(), bytes }]);
      await pupil.tab.waitForURL(/#\/page\//);
      const id = /#\/page\/(\w+)/.exec(pupil.tab.url())?.[1];
      await pupil.open(`#/practice/${id}`);
      await expect.poll(() => pupil.tab.locator('.practice-field input').count(), { timeout: 60_000 }).toBe(2);
    } finally {
      await pupil.close();
    }
  });

  it.each(['', 'page', 'models', 'write', 'learn', 'hands', 'practice'])(
    'fits a phone, and keeps nobody out in the dark: screen %s',
    async (screen) => {
      await app.tab.emulateMedia({ colorScheme: 'dark' });
      await app.tab.setViewportSize({ width: 390, height: 844 });
      await app.open(
        `#/${screen === '' || screen === 'models' || screen === 'write' ? screen : `${screen}/${document}`}`,
      );
      await until(`document.querySelector('main').innerText.length > 20`);
      await app.tab.waitForTimeout(300);
      expect(await app.evaluate('document.documentElement.scrollWidth - innerWidth')).toBeLessThanOrEqual(0);
      expect(await app.barriers()).toEqual([]);
    },
  );

  it('asked nobody else, and was forbidden nothing', () => {
    expect(app.complaints).toEqual([]);
  });
});
