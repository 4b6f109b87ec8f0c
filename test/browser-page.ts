/** A Chromium from the npm registry, without network, and programs built for it. */

import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import { build } from 'tsdown';
import { forBrowsers } from '../web-build.js';
import { serveFolder } from './web-server.js';

/** Where that Chromium runs. */
export const hasChromium = process.platform === 'linux' && process.arch === 'x64';

export async function openBrowser(): Promise<Browser> {
  // The package brings the libraries that a bare machine lacks, but unpacks them only where it takes itself to be needed.
  process.env.AWS_EXECUTION_ENV ??= 'AWS_Lambda_nodejs20.x';
  const { default: packed } = await import('@sparticuz/chromium');
  // Its own arguments make it one process without isolation of sites, for machines smaller than ours.
  return chromium.launch({ executablePath: await packed.executablePath(), args: ['--no-sandbox'], headless: true });
}

/** Builds a program with the variants for browsers, and its workers, as ductus/web is built, and a page that loads it. */
export async function buildForBrowser(entry: string, folder: string): Promise<void> {
  for (const config of forBrowsers({ page: entry }, folder))
    await build({ ...config, config: false, logLevel: 'silent' });
  const body = '<!doctype html><title>ductus</title><script type="module" src="page.js"></script>';
  await writeFile(join(folder, 'index.html'), body);
}

export interface OpenedPage {
  readonly page: Page;
  /** Requests for what lies elsewhere, and for what is not there. */
  strays(): readonly string[];
  close(): Promise<void>;
}

/**
 * A page that runs what was built for it.
 * @param isolated from other origins, so that threads may share memory
 */
export async function openPage(browser: Browser, folder: string, isolated = true): Promise<OpenedPage> {
  const server = await serveFolder(folder, { isolated, hasPolicy: false });
  const page = await browser.newPage();
  const elsewhere: string[] = [];
  page.on('request', (request) => {
    const url = request.url();
    if (!url.startsWith(server.origin) && !url.startsWith('blob:')) elsewhere.push(url);
  });
  await page.goto(`${server.origin}/index.html`, { waitUntil: 'load' });
  const close = async () => {
    await page.close();
    server.close();
  };
  return { page, strays: () => [...elsewhere, ...server.complaints], close };
}
