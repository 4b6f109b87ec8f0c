/** What a person does to a page is never lost: while it is read, by undo, on other pages, and when the browser clears its store. */
import { readFile } from 'node:fs/promises';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type App, openApp } from './app-browser.js';
import { hasChromium, openBrowser } from './browser-page.js';

const sample = 'app/public/sample/page.jpg';
const rows = '.line-row';

describe.skipIf(!hasChromium)('corrections in the app', () => {
  let browser: Browser;
  let app: App;

  beforeAll(async () => {
    browser = await openBrowser();
    app = await openApp(browser);
    const bytes = await readFile(sample);
    await app.drop([
      { name: 'Letters/a.jpg', bytes },
      { name: 'Letters/b.jpg', bytes },
    ]);
    await app.tab.waitForURL(/#\/page\//);
    await isRead();
  });

  afterAll(async () => {
    await app?.close();
    await browser?.close();
  });

  const until = (expression: string) => app.until(expression);
  /** All pages, with the language too. */
  const isRead = async () => {
    await until(`document.querySelectorAll('${rows}').length > 10 && !document.querySelector('.reading-bar')`);
  };
  const texts = () => app.lineTexts();
  /** Until what was done last is kept. */
  const settled = () => app.tab.waitForTimeout(700);
  const write = async (at: number, text: string, tab = app.tab) => {
    await tab.locator(rows).nth(at).click();
    await app.until(
      `document.querySelectorAll('${rows}')[${at}].querySelector('textarea') === document.activeElement`,
      tab,
    );
    await tab.keyboard.press('End');
    await tab.keyboard.type(text);
  };
  const readAgain = async () => {
    await app.tab.locator('.page-bar .menu summary').click();
    await app.click('Read this page again');
    await until(`document.querySelector('.reading-bar')`);
  };

  it('stay while the page is read again, confirmed or not, kept or not', async () => {
    const before = await texts();
    await write(0, ' kept');
    await settled();
    await readAgain();
    await write(2, ' meanwhile');
    await isRead();
    const after = await texts();
    expect(after[0]).toBe(`${before[0]} kept`);
    expect(after[2]).toBe(`${before[2]} meanwhile`);
    // On a busy machine what is written has pauses, and each begins another step.
    for (let step = 0; step < 3 && (await texts())[0] !== before[0]; step++) await app.press('Control+z');
    expect(await texts()).toEqual(before);
    await app.press('Control+y');
    await settled();
    await app.reload();
    await isRead();
    expect((await texts())[0]).toBe(`${before[0]} kept`);
    await readAgain();
    await isRead();
    expect((await texts())[0]).toBe(`${before[0]} kept`);
  });

  it('of lines can be done by keys, and undone', async () => {
    const before = await texts();
    await app.tab.locator(rows).nth(4).click();
    await app.press('Escape');
    const undone = async () => {
      await app.press('Control+z');
      expect(await texts()).toEqual(before);
    };
    await app.press('Shift+ArrowDown');
    expect((await texts()).slice(4, 6)).toEqual([before[5], before[4]]);
    await undone();
    await app.press('Delete');
    expect(await texts()).toEqual(before.filter((_, at) => at !== 4));
    await undone();
    await app.press('i');
    await until(`!document.querySelector('.page-bar-tools button[aria-label="Undo: direction of a line"]')?.disabled`);
    await undone();
    await app.press('p');
    await app.tab.locator('.page-hint').waitFor();
    await app.press('Escape');
    await app.press('n');
    await app.tab.locator('.page-hint').waitFor();
    const box = await app.tab.locator('.page-image').boundingBox();
    // Where no line and no button is.
    const [left, top] = [(box?.x ?? 0) + 60, (box?.y ?? 0) + 100];
    await app.tab.mouse.click(left, top);
    await app.tab.mouse.click(left + 120, top);
    await app.press('Enter');
    await until(`document.querySelectorAll('${rows}').length === ${before.length + 1}`);
    await app.press('Escape');
    while ((await texts()).length > before.length) await app.press('Control+z');
    expect(await texts()).toEqual(before);
  });

  it('have a button for what is doubtful and for the next line', async () => {
    await app.tab.locator(rows).nth(0).click();
    await app.click('Next doubtful place');
    await until(`document.activeElement.selectionEnd - document.activeElement.selectionStart === 1`);
    const at = `[...document.querySelectorAll('${rows}')].findIndex((row) => row.matches('.active'))`;
    const active = await app.evaluate<number>(at);
    await app.click('Check this line and go to the next');
    expect(await app.evaluate(at)).toBe(active + 1);
    expect(await app.evaluate(`document.querySelectorAll('${rows}')[${active}].matches('.checked')`)).toBe(true);
    await app.press('Control+z');
  });

  it('are asked for where the tab is left before they are kept, and are kept meanwhile', async () => {
    const [before] = await texts();
    const asked = new Promise<string>((resolve) => {
      app.tab.once('dialog', (dialog) => {
        resolve(dialog.type());
        void dialog.dismiss();
      });
    });
    await write(0, ' at last');
    // The person stays: the page is not loaded again.
    void app.tab.reload().catch(() => undefined);
    expect(await asked).toBe('beforeunload');
    await settled();
    await app.reload();
    await isRead();
    expect((await texts())[0]).toBe(`${before} at last`);
  });

  it('of two tabs on one page are all kept', async () => {
    const [first, second] = await texts();
    const tab = await app.another();
    await tab.goto(app.tab.url());
    await app.until(`document.querySelectorAll('${rows}').length > 10`, tab);
    await write(0, ' here');
    await settled();
    await write(1, ' there', tab);
    await app.until(`document.querySelectorAll('${rows}')[0].textContent.includes(' here')`, tab);
    await tab.close();
    await app.reload();
    await isRead();
    expect((await texts()).slice(0, 2)).toEqual([`${first} here`, `${second} there`]);
  });

  it('are made on all pages by one replacement, and undone on each', async () => {
    const before = await texts();
    const replaced = before.map((text) => text.replaceAll('Madeleine', 'Geneviève'));
    expect(replaced).not.toEqual(before);
    await app.press('Control+f');
    await app.tab.getByLabel('In all pages').check();
    await app.tab.getByLabel('Find', { exact: true }).fill('Madeleine');
    await app.tab.getByLabel('Replace by').fill('Geneviève');
    await until(`parseInt(document.querySelector('.find [role=status]').textContent) >= 2`);
    await app.click('Replace all');
    await app.tab.getByRole('dialog').waitFor({ state: 'detached' });
    expect(await texts()).toEqual(replaced);
    const isShown = (text: string) =>
      until(`[...document.querySelectorAll('${rows}')].some((row) => row.textContent.includes('${text}'))`);
    await app.press('PageDown');
    await until(`document.querySelector('.page-pager select').selectedIndex === 1`);
    await isShown('Geneviève');
    await app.press('Control+z');
    await isShown('Madeleine');
    expect((await texts()).join('\n')).not.toContain('Geneviève');
    // What was done on a page can be undone after others were open.
    await app.press('PageUp');
    await until(`document.querySelector('.page-pager select').selectedIndex === 0`);
    await isShown('Geneviève');
    await app.press('Control+z');
    await isShown('Madeleine');
    expect(await texts()).toEqual(before);
  });

  it('are gone with a document that is deleted while it is read, and nothing is said of it', async () => {
    await app.open('#/');
    await app.click('Try a sample page');
    await app.tab.waitForURL(/#\/page\//);
    await until(`document.querySelector('.reading-bar')`);
    await app.open('#/');
    const card = app.tab.locator('.home-card', { hasText: 'Sample page' });
    await card.locator('summary').click();
    app.tab.once('dialog', (dialog) => void dialog.accept());
    await card.getByRole('button', { name: 'Delete' }).click();
    await card.waitFor({ state: 'detached' });
    // Longer than reading takes.
    await app.tab.waitForTimeout(6000);
    expect(await app.tab.getByText('no longer kept').count()).toBe(0);
    await app.tab.getByRole('link', { name: 'Letters' }).first().click();
    await isRead();
  });

  it('can be exported where the browser has cleared what it kept', async () => {
    await app.evaluate(
      `new Promise((resolve) => { indexedDB.deleteDatabase('ductus-app').onsuccess = () => resolve(true); })`,
    );
    await write(6, ' after all');
    await app.tab.locator('.notice').getByText('no longer kept here').waitFor();
    const lines = await texts();
    await app.evaluate('delete window.showSaveFilePicker; 0');
    await app.click('Export');
    await app.tab.getByRole('radio', { name: /^Text/ }).check();
    const [download] = await Promise.all([
      app.tab.waitForEvent('download'),
      app.tab.getByRole('button', { name: 'Save' }).click(),
    ]);
    const saved = (await readFile(await download.path(), 'utf8')).split('\n');
    expect(saved.filter((text) => text !== '')).toEqual(lines);
  });

  it('asked nobody else, and was forbidden nothing', () => {
    expect(app.complaints).toEqual([]);
  });
});
