/** The page of a training that the command line starts, in a Chromium: what it shows, and that it stops the run. */
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { barriersIn } from './app-browser.js';
import { hasChromium, inPage, openBrowser } from './browser-page.js';
import { startDuctus } from './cli-runner.js';
import { drawLines, temporaryFolder, untrainedModel } from './lines.js';

describe.skipIf(!hasChromium)('ductus train --ui', () => {
  let folder: string;
  let browser: Browser;
  let tab: Page;
  let ended: Promise<number | null>;
  const complaints: string[] = [];

  beforeAll(async () => {
    folder = await temporaryFolder();
    const lines = await drawLines(join(folder, 'lines'), 20);
    await writeFile(join(folder, 'from.onnx'), untrainedModel());
    const places = ['--from', 'from.onnx', '--out', 'out.onnx', '--run', 'run-1'];
    const child = startDuctus(['train', lines, ...places, '--minutes', '20', '--ui'], folder);
    ended = new Promise((resolve) => child.on('close', resolve));
    const address = new Promise<string>((resolve, reject) => {
      let said = '';
      child.stdout.on('data', (part) => {
        said += part;
        const [, url] = /^The run is at (http:\/\/localhost:\d+\/)$/m.exec(said) ?? [];
        if (url) resolve(url);
      });
      child.on('close', () => reject(new Error(said)));
    });
    browser = await openBrowser();
    const context = await browser.newContext({ viewport: { width: 360, height: 740 }, locale: 'en-GB' });
    tab = await context.newPage();
    tab.on('pageerror', (error) => void complaints.push(error.message));
    tab.on('console', (message) => {
      if (message.type() === 'error') complaints.push(message.text());
    });
    await tab.goto(await address);
  });

  afterAll(async () => {
    await browser?.close();
    await rm(folder, { recursive: true, force: true });
  });

  it('shows the state, the curves as a table, and lines with their images', async () => {
    await tab.getByRole('heading', { name: 'Training run-1' }).waitFor();
    await tab.getByText('The curves as a table').first().click();
    await tab
      .getByRole('cell', { name: /^\d+\.\d%$/ })
      .first()
      .waitFor();
    const image = tab.locator('.compared-line img').first();
    await image.waitFor();
    await expect
      .poll(() => inPage(tab, "document.querySelector('.compared-line img').naturalWidth"))
      .toBeGreaterThan(0);
    await expect.poll(() => tab.getByRole('progressbar').getAttribute('aria-valuenow')).not.toBeNull();
    expect(await inPage(tab, 'document.documentElement.scrollWidth <= innerWidth')).toBe(true);
  });

  it('has nothing that keeps people out', async () => {
    expect(await barriersIn(tab)).toEqual([]);
  });

  it('stops the run, which ends as by Ctrl-C', async () => {
    await tab.getByRole('button', { name: 'Stop the training' }).click();
    await tab.getByText('The training has ended: it was stopped').waitFor();
    // What the run would still wait for is of no interest then.
    expect(await tab.locator('body').innerText()).toMatch(/^best: [\d.]+% at step \d+$/m);
    expect(await ended).toBe(0);
    expect(complaints).toEqual([]);
  });
});
