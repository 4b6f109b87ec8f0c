/** The app as a person uses it: a page is dropped, read, corrected by keyboard alone, exported, and is there again after a reload. */
import { readFile } from 'node:fs/promises';
import type { Browser, Download } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { linesOf } from '../src/page/index.js';
import { PageReader } from '../src/recognition/index.js';
import { type App, openApp } from './app-browser.js';
import { hasChromium, openBrowser } from './browser-page.js';

const sample = 'app/public/sample/page.jpg';
const rows = '.line-row';

describe.skipIf(!hasChromium)('a page in the app', () => {
  let browser: Browser;
  let app: App;

  beforeAll(async () => {
    browser = await openBrowser();
    app = await openApp(browser);
  });

  afterAll(async () => {
    await app?.close();
    await browser?.close();
  });

  const texts = () => app.lineTexts();
  const field = () => app.evaluate<string>(`document.querySelector('${rows} textarea').value`);
  const activeAt = () =>
    app.evaluate<number>(`[...document.querySelectorAll('${rows}')].findIndex((row) => row.matches('.active'))`);
  const until = (expression: string) => app.until(expression);
  /** Until what was done last is kept. */
  const settled = () => app.tab.waitForTimeout(700);

  it('is read once it is dropped, as Node reads it', async () => {
    await app.drop([{ name: 'page.jpg', bytes: await readFile(sample) }]);
    await until(`document.querySelectorAll('${rows}').length > 10`);
    await until(`!document.querySelector('.reading-bar')`);
    const read = await texts();
    await using reader = await PageReader.load({
      model: 'packages/models/starter.int8.onnx',
      layout: 'dist/app/models/layout.int8.onnx',
      language: 'packages/models/starter.lm.json',
    });
    const expected = linesOf(await reader.read(sample)).map(({ text }) => text);
    expect(read).toHaveLength(expected.length);
    // Browsers decode JPEG by their own code: a level or two of grey may differ.
    const same = read.filter((text, at) => text === expected[at]).length;
    expect(same).toBeGreaterThanOrEqual(expected.length - 1);
  });

  it('keeps nobody out', async () => {
    expect(await app.barriers()).toEqual([]);
  });

  it('is corrected by the keyboard alone', async () => {
    const before = await texts();
    await app.press('Enter');
    await app.press('End');
    await app.type(' corrigé');
    expect(await field()).toBe(`${before[0]} corrigé`);
    await app.press('Enter');
    expect(await activeAt()).toBe(1);
    expect(await app.evaluate(`document.querySelectorAll('${rows}')[0].matches('.checked')`)).toBe(true);
    // The check is a step, what was written another; on a busy machine it has pauses, and each begins one more.
    let steps = 0;
    for (; steps < 6 && (await texts())[0] !== before[0]; steps++) await app.press('Control+z');
    expect((await texts())[0]).toBe(before[0]);
    expect(steps).toBeGreaterThan(1);
    expect(await app.evaluate(`document.querySelectorAll('${rows}')[0].matches('.checked')`)).toBe(false);
    for (; steps > 0; steps--) await app.press('Control+y');
    expect((await texts())[0]).toBe(`${before[0]} corrigé`);
  });

  it('goes to what is doubtful, and chooses it', async () => {
    await app.press('Alt+ArrowDown');
    await app.tab.waitForTimeout(200);
    const [from, to] = await app.evaluate<number[]>(
      `[document.activeElement.selectionStart, document.activeElement.selectionEnd]`,
    );
    expect((to ?? 0) - (from ?? 0)).toBe(1);
  });

  it('has a line cut at the cursor and joined again', async () => {
    const before = await texts();
    await app.press('Escape');
    await app.press('ArrowUp');
    await app.press('Enter');
    await app.press('Home');
    for (let step = 0; step < 6; step++) await app.press('ArrowRight');
    const at = await activeAt();
    await app.press('Shift+Enter');
    await until(`document.querySelectorAll('${rows}').length === ${before.length + 1}`);
    const parts = (await texts()).slice(at, at + 2);
    expect(parts.join('').replaceAll(' ', '')).toBe(before[at]?.replaceAll(' ', ''));
    await app.press('Control+j');
    await until(`document.querySelectorAll('${rows}').length === ${before.length}`);
    expect((await texts())[at]?.replaceAll(' ', '')).toBe(before[at]?.replaceAll(' ', ''));
  });

  it('has a line written in that is clicked', async () => {
    await app.tab.locator(rows).nth(4).click();
    await until(`document.activeElement.tagName === 'TEXTAREA'`);
    expect(await activeAt()).toBe(4);
    await app.tab.locator(rows).nth(0).click();
    expect(await activeAt()).toBe(0);
  });

  it('has words replaced, and the replacement undone', async () => {
    const before = await texts();
    await app.press('Control+f');
    await app.tab.getByLabel('Find', { exact: true }).fill('Madeleine');
    await app.tab.getByLabel('Replace by').fill('Geneviève');
    await app.click('Replace all');
    await app.tab.getByRole('dialog').waitFor({ state: 'detached' });
    expect((await texts()).join('\n')).toBe(before.join('\n').replaceAll('Madeleine', 'Geneviève'));
    await app.press('Control+z');
    expect(await texts()).toEqual(before);
  });

  it('has words replaced by regular expressions', async () => {
    const before = await texts();
    await app.press('Control+f');
    await app.tab.getByLabel('Regular expression').check();
    await app.tab.getByLabel('Find', { exact: true }).fill('Ma(de)(leine)');
    await app.tab.getByLabel('Replace by').fill('$2$1');
    await app.click('Replace all');
    await app.tab.getByRole('dialog').waitFor({ state: 'detached' });
    expect((await texts()).join('\n')).toBe(before.join('\n').replaceAll('Madeleine', 'leinede'));
    await app.press('Control+z');
    expect(await texts()).toEqual(before);
  });

  it('goes on while an expression takes for ever, and says so', async () => {
    await app.press('Control+f');
    await app.tab.getByLabel('Regular expression').check();
    await app.tab.getByLabel('Find', { exact: true }).fill('(.+)+¤');
    expect(await app.text()).toContain('Searching');
    await app.tab.getByText('This expression takes too long').waitFor({ timeout: 60_000 });
    await app.tab.getByLabel('Find', { exact: true }).fill('Made.eine');
    await app.tab.getByText(/^\d+ places?$/).waitFor({ timeout: 60_000 });
    await app.press('Escape');
  });

  it('is there again after a reload, with what was corrected', async () => {
    await settled();
    const before = await texts();
    await app.reload();
    await until(`document.querySelectorAll('${rows}').length === ${before.length}`);
    expect(await texts()).toEqual(before);
    expect(await app.evaluate(`document.querySelectorAll('${rows}')[0].matches('.checked')`)).toBe(true);
  });

  it('is exported as it stands there', async () => {
    const lines = await texts();
    // Where the browser asks where to save, a test can't answer.
    await app.evaluate('delete window.showSaveFilePicker; 0');
    await app.click('Export');
    await app.tab.getByRole('radio', { name: /^Text/ }).check();
    const [download] = await Promise.all([
      app.tab.waitForEvent('download'),
      app.tab.getByRole('button', { name: 'Save' }).click(),
    ]);
    // An empty line stands between regions.
    expect((await contentOf(download)).split('\n').filter((text) => text !== '')).toEqual(lines);
  });

  it.each(['models', 'write'])('shows the screen %s to everybody', async (screen) => {
    await app.open(`#/${screen}`);
    await until(`document.querySelector('main').innerText.length > 20`);
    expect(await app.barriers()).toEqual([]);
  });

  it.each(['learn', 'hands', 'practice'])('shows the screen %s of the document to everybody', async (screen) => {
    const id = await app.evaluate<string>(documentId);
    await app.open(`#/${screen}/${id}`);
    await until(`document.querySelector('main').innerText.length > 20`);
    expect(await app.barriers()).toEqual([]);
  });

  it('speaks French where the person does', async () => {
    await app.open('#/');
    await app.tab.locator('header .menu summary').first().click();
    await app.tab.getByLabel('Language').selectOption('fr');
    expect(await app.text()).toContain('Rien ne quitte cet ordinateur');
    expect(await app.evaluate('document.documentElement.lang')).toBe('fr');
  });

  it('asked nobody else, and was forbidden nothing', () => {
    expect(app.complaints).toEqual([]);
  });
});

const documentId = `new Promise((resolve) => {
  const opening = indexedDB.open('ductus-app');
  opening.onsuccess = () => {
    const asking = opening.result.transaction('documents').objectStore('documents').getAllKeys();
    asking.onsuccess = () => { opening.result.close(); resolve(asking.result[0]); };
  };
})`;

async function contentOf(download: Download): Promise<string> {
  return readFile(await download.path(), 'utf8');
}
