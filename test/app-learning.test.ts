/** Learning in the app, as a person does it: a page with its texts is dropped and checked, and the model goes on learning from it. */
import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type App, openApp } from './app-browser.js';
import { hasChromium, openBrowser } from './browser-page.js';
import { ductus } from './cli-runner.js';
import { temporaryFolder } from './lines.js';
import { cases } from './thorough.js';

describe.skipIf(!hasChromium)('learning in the app', () => {
  let browser: Browser;
  let app: App;
  let folder: string;

  beforeAll(async () => {
    browser = await openBrowser();
    app = await openApp(browser);
    folder = await temporaryFolder();
    // A hand that the model reads badly enough to learn something from.
    const look = ['--fonts', 'herr-von-muellerhoff', '--words', 'english', '--degrade', '1', '--seed', '3'];
    expect((await ductus(['synthesize', '--pages', '2', ...look, '--out', folder])).code).toBe(0);
    const files = (await readdir(folder, { recursive: true })).filter((name) => /\.(?:xml|png|jpg)$/.test(name));
    const dropped = files.map(async (name) => ({ name: `Diary/${name}`, bytes: await readFile(join(folder, name)) }));
    await app.drop(await Promise.all(dropped));
    await app.tab.waitForURL(/#\/page\//, { timeout: 180_000 });
  });

  afterAll(async () => {
    await app?.close();
    await browser?.close();
    await rm(folder, { recursive: true });
  });

  const toLearning = async () => {
    await app.tab.locator('summary[aria-label=More]').click();
    await app.tab.getByRole('link', { name: 'Learn from corrections' }).click();
  };
  const checkAll = async () => {
    await app.tab.locator('.line-row').first().click();
    const count = await app.lineCount();
    for (let line = 0; line < count; line++) await app.press('Enter');
  };

  it('wants lines that somebody has checked', async () => {
    await toLearning();
    await app.tab.getByText('At least 20 checked lines are needed').waitFor();
    expect(await app.tab.getByRole('button', { name: 'Begin' }).isDisabled()).toBe(true);
    await app.tab.goBack();
  });

  it('says on a full disk that there is no room to learn, and loses nothing', async () => {
    const client = await app.context.newCDPSession(app.tab);
    await checkAll();
    const usage = await app.evaluate<number>('navigator.storage.estimate().then(({ usage }) => usage)');
    // Enough for what the app notes down, not for a run with its model.
    await client.send('Storage.overrideQuotaForOrigin', { origin: app.origin, quotaSize: usage + 4e6 });
    await toLearning();
    await app.tab.getByRole('slider').fill('1');
    await app.click('Begin');
    await app.tab.getByText('no more room for this app, and learning needs some').waitFor({ timeout: 600_000 });
    await client.send('Storage.overrideQuotaForOrigin', { origin: app.origin });
    await client.detach();
    await app.tab.goBack();
    const count = await app.lineCount();
    expect(await app.tab.locator('.line-row.checked').count()).toBe(count);
  });

  it('goes on from the model that comes with the app, and tells what came of it', async () => {
    const count = await app.lineCount();
    expect(count).toBeGreaterThan(20);
    await toLearning();
    await app.click('Learn again');
    // What had no room may have left a run that could go on.
    const [slider, discard] = [app.tab.getByRole('slider'), app.tab.getByRole('button', { name: 'Discard it' })];
    await slider.or(discard).waitFor();
    if (await discard.isVisible()) await discard.click();
    await app.tab.getByText(`${count} lines checked`).waitFor();
    await app.tab.getByRole('slider').fill('1');
    await app.click('Begin');
    await app.tab.getByText('lines a second').waitFor({ timeout: 300_000 });
    expect(await app.barriers()).toEqual([]);
    if (cases(1, 0) === 1) await app.click('Stop');
    await app.tab.getByRole('heading', { name: 'Lines held out, before and after' }).waitFor({ timeout: 600_000 });
    const said = await app.text();
    // Stopped after a few steps nothing better is to be expected, and what is no better is not kept.
    if (cases(1, 0) === 1) expect(said).toMatch(/no new one was kept|new model is kept/);
    else expect(said).toContain('The new model is kept and reads this document from now on.');
    expect(app.complaints).toEqual([]);
  });
});
