/** The app on a full disk: what a person reads, and that nothing is lost. */
import type { Browser, CDPSession } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writePageXml } from '../src/formats/index.js';
import { boxPolygon, type Page } from '../src/page/index.js';
import { encodePng } from '../src/runtime/index.js';
import { type App, type DroppedFile, openApp } from './app-browser.js';
import { hasChromium, openBrowser } from './browser-page.js';
import { scan } from './documents.js';

const [width, height] = [600, 800];
const full = 'The browser has no more room for this app.';

/** A document of one page with a line, which is not read again. */
async function documentOf(name: string): Promise<readonly DroppedFile[]> {
  const polygon = boxPolygon({ x: 60, y: 540, width: 440, height: 80 });
  const lines = [{ id: 'l1', text: `text of ${name}`, baseline: [[60, 600] as const, [500, 600] as const], polygon }];
  const page: Page = { image: `${name}.png`, width, height, regions: [{ id: 'r1', polygon, lines }] };
  const xml = writePageXml(page, { creator: 'x', created: '2020-01-01T00:00:00Z' });
  return [
    { name: `${name}/${name}.png`, bytes: await encodePng(scan(width, height, name.length)) },
    { name: `${name}/${name}.xml`, bytes: new TextEncoder().encode(xml) },
  ];
}

describe.skipIf(!hasChromium)('the app on a full disk', () => {
  let browser: Browser;
  let app: App;
  let client: CDPSession;
  /** What was typed when there was no room. */
  let corrected = '';
  /** Of Alpha, as it was saved when there was room. */
  let project: Uint8Array;

  /** @param quotaSize bytes; without, what there is */
  const room = (quotaSize?: number) =>
    client.send('Storage.overrideQuotaForOrigin', {
      origin: app.origin,
      ...(quotaSize === undefined ? {} : { quotaSize }),
    });
  const add = async (name: string) => {
    await app.open('#/');
    await app.drop(await documentOf(name));
    await app.tab.waitForURL(/#\/page\//, { timeout: 300_000 });
  };
  const documents = async () => {
    await app.open('#/');
    await app.tab.locator('.home-card').first().waitFor();
    return app.tab.locator('.home-card-name').allInnerTexts();
  };
  /** Waits for its text: the page that was open before is shown until it is there. */
  const openAlpha = async (text: string) => {
    await app.tab.getByRole('link', { name: 'Alpha' }).click();
    const field = app.tab.locator('.line-row textarea');
    await expect.poll(() => field.inputValue(), { timeout: 60_000 }).toBe(text);
    await field.click();
  };
  const notice = (text: string) => app.tab.locator('.notice').getByText(text).waitFor({ timeout: 300_000 });
  /** Leaves no room: the browser believes for some seconds in what it has measured, so something is written until it doesn't. */
  const fill = async () => {
    await room(1);
    await app.tab.locator('.line-row textarea').click();
    await app.press('End');
    const isFull = async () => {
      await app.type('!');
      return app.tab.locator('.notice').getByText(full).count();
    };
    await expect.poll(isFull, { timeout: 240_000, interval: 2000 }).toBe(1);
  };
  const remove = async (name: string) => {
    app.tab.once('dialog', (dialog) => void dialog.accept());
    const card = app.tab.locator('.home-card', { hasText: name });
    await card.locator('summary').click();
    await card.getByRole('button', { name: 'Delete' }).click();
    await card.waitFor({ state: 'detached' });
  };

  const savedProject = async () => {
    await app.evaluate(stubPicker);
    await app.click('Export');
    await app.tab.getByRole('radio', { name: /^Project/ }).check();
    await app.tab.getByRole('button', { name: 'Save' }).click();
    await expect.poll(() => app.evaluate('window.saved?.length ?? 0'), { timeout: 120_000 }).toBeGreaterThan(1000);
    const bytes = await app.evaluate<number[]>('window.saved');
    await app.tab.getByRole('dialog').waitFor({ state: 'detached' });
    return Uint8Array.from(bytes);
  };
  const dismiss = () => app.tab.locator('.notice.bad').getByRole('button', { name: 'Dismiss' }).click();

  beforeAll(async () => {
    browser = await openBrowser();
    app = await openApp(browser);
    client = await app.context.newCDPSession(app.tab);
    for (const name of ['Alpha', 'Beta', 'Gamma']) await add(name);
    await app.open('#/');
  });

  afterAll(async () => {
    await app?.close();
    await browser?.close();
  });

  it('says what to do, and goes on with what it could not keep', async () => {
    await openAlpha('text of Alpha');
    project = await savedProject();
    await fill();
    corrected = await app.tab.locator('.line-row textarea').inputValue();
    expect(await app.text()).toContain('Not kept yet');
    expect(await app.text()).toContain('Export and delete documents, or free space on the disk.');
    await app.tab.goBack();
    await openAlpha(corrected);
  });

  it('saves what it could not keep', async () => {
    await app.evaluate('delete window.showSaveFilePicker; 0');
    await app.click('Export');
    await app.tab.getByRole('radio', { name: /^Text/ }).check();
    const [download] = await Promise.all([
      app.tab.waitForEvent('download'),
      app.tab.getByRole('button', { name: 'Save' }).click(),
    ]);
    const stream = await download.createReadStream();
    let text = '';
    for await (const part of stream) text += part;
    expect(text.trim()).toBe(corrected);
  });

  it('takes in nothing by half, neither pages nor a project', async () => {
    await dismiss();
    const before = await documents();
    await app.drop(await documentOf('Delta'));
    await notice(full);
    expect(await documents()).toEqual(before);
    await dismiss();
    await app.drop([{ name: 'alpha.ductus.zip', bytes: project }]);
    await notice(full);
    expect(await documents()).toEqual(before);
  });

  it('deletes documents although nothing can be written', async () => {
    await remove('Gamma');
    expect(await app.tab.locator('.home-card-name').allInnerTexts()).not.toContain('Gamma');
  });

  it('keeps what it could not keep once there is room', async () => {
    await room();
    await remove('Beta');
    await expect.poll(() => app.text(), { timeout: 60_000 }).not.toContain('Not kept yet');
    await app.reload();
    await openAlpha(corrected);
    expect(app.complaints).toEqual([]);
  });
});

/** Where the browser would ask where to save: what is saved there is a list of bytes. */
const stubPicker = `window.showSaveFilePicker = async () => ({
  createWritable: async () => {
    const pieces = [];
    return new WritableStream({
      write: (piece) => void pieces.push(piece),
      close: async () => { window.saved = [...new Uint8Array(await new Blob(pieces).arrayBuffer())]; },
    });
  },
}); 0`;
