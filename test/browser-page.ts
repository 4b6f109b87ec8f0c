/** A Chromium from the npm registry, without network, and programs built for it. */

import { readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import { build } from 'tsdown';
import { forBrowsers } from '../web-build.js';

/** Where that Chromium runs. */
export const hasChromium = process.platform === 'linux' && process.arch === 'x64';

export async function openBrowser(): Promise<Browser> {
  // The package brings the libraries that a bare machine lacks, but unpacks them only where it takes itself to be needed.
  process.env.AWS_EXECUTION_ENV ??= 'AWS_Lambda_nodejs20.x';
  const { default: packed } = await import('@sparticuz/chromium');
  // Its own arguments make it one process without isolation of sites, for machines smaller than ours.
  return chromium.launch({ executablePath: await packed.executablePath(), args: ['--no-sandbox'], headless: true });
}

/** The value of an expression in the page; Playwright's own way to it is an eval, which the policy forbids. */
export async function inPage<T>(tab: Page, expression: string): Promise<T> {
  const client = await tab.context().newCDPSession(tab);
  const { result, exceptionDetails } = await client.send('Runtime.evaluate', {
    expression,
    awaitPromise: true,
    returnByValue: true,
  });
  await client.detach();
  if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
  return result.value as T;
}

/** Builds a program with the variants for browsers, and its workers, as ductus/web is built. */
export async function buildForBrowser(entry: string, folder: string): Promise<void> {
  for (const config of forBrowsers({ page: entry }, folder))
    await build({ ...config, config: false, logLevel: 'silent' });
}

const types: Readonly<Record<string, string>> = {
  '.js': 'text/javascript',
  '.mjs': 'text/javascript',
  '.wasm': 'application/wasm',
};

/**
 * A page whose address serves a folder, and nothing else.
 * @param isolated from other origins, so that threads may share memory
 * @returns the page, and the requests that nothing answered
 */
export async function openPage(
  browser: Browser,
  folder: string,
  isolated = true,
): Promise<{ readonly page: Page; readonly strays: readonly string[] }> {
  const page = await browser.newPage();
  const strays: string[] = [];
  const headers = isolated
    ? { 'cross-origin-opener-policy': 'same-origin', 'cross-origin-embedder-policy': 'require-corp' }
    : {};
  await page.route('**/*', async (route) => {
    const { host, pathname } = new URL(route.request().url());
    if (host !== 'ductus.test') {
      strays.push(route.request().url());
      return route.abort();
    }
    if (pathname === '/') {
      const body = '<!doctype html><title>ductus</title><script type="module" src="/page.js"></script>';
      return route.fulfill({ contentType: 'text/html', headers, body });
    }
    const path = join(folder, pathname);
    try {
      const body = await readFile(path);
      return route.fulfill({ contentType: types[extname(path)] ?? 'application/octet-stream', headers, body });
    } catch {
      strays.push(pathname);
      return route.fulfill({ status: 404, body: '' });
    }
  });
  await page.goto('https://ductus.test/', { waitUntil: 'load' });
  return { page, strays };
}
