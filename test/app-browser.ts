/**
 * The built app in a Chromium, used as a person uses it, and watched: what its policy forbids, what is asked of anybody else, and
 * what fails are complaints. Buttons and fields are found by Playwright (`app.tab.getByRole(…)`); what is asked of the page itself
 * goes through `app.evaluate`, since Playwright's own evaluate is an eval, which the policy forbids.
 */
import { mkdir, rm, writeFile } from 'node:fs/promises';
import type { Server } from 'node:http';
import { join } from 'node:path';
import axe from 'axe-core';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { appFolder } from '../app/build/build.js';
import { headersOf, policyOfFiles, typeOf } from '../src/server/index.js';
import { close, createSite, listen } from '../src/server/node.js';
import { inPage } from './browser-page.js';
import { temporaryFolder } from './lines.js';

/** Only a hang takes so long, also on a machine that is busy with other things. */
const patienceMs = 120_000;

export interface AppOptions {
  /** Whether the server sends the app's headers, or only types as the plainest servers do. */
  readonly headers?: boolean;
  readonly width?: number;
  readonly height?: number;
  readonly look?: 'light' | 'dark';
  /** Paths that the server never answers, as on a very slow network. */
  readonly held?: RegExp;
}

/** A file by its name, which may have folders before it, and what is in it. */
export interface DroppedFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** Opens the app as somebody does who has never been there. The folder must be built: test/app-built.ts. */
export async function openApp(browser: Browser, options: AppOptions = {}): Promise<App> {
  const { width = 1280, height = 800, look = 'light' } = options;
  const context = await browser.newContext({ viewport: { width, height }, colorScheme: look, locale: 'en-GB' });
  context.setDefaultTimeout(patienceMs);
  const app = new App(context, await context.newPage(), options.headers ?? true);
  if (options.held) app.hold(options.held);
  await app.serve();
  await app.open();
  return app;
}

export class App {
  readonly complaints: string[] = [];
  /** Bytes that the server has sent, by path. */
  readonly sent = new Map<string, number>();
  /** Requests that were held until now. */
  waiting = 0;
  private held: RegExp | undefined;
  private folder = appFolder;
  private server: Server | undefined;
  private port = 0;
  private dropped: string | undefined;

  constructor(
    readonly context: BrowserContext,
    readonly tab: Page,
    private readonly headers: boolean,
  ) {
    context.on('request', (request) => {
      const url = request.url();
      if (!/^(?:blob|data):/.test(url) && !url.startsWith(`${this.origin}/`)) this.complaints.push(`asked ${url}`);
    });
    this.watch(tab);
  }

  get origin(): string {
    return `http://localhost:${this.port}`;
  }

  /** Another tab of the same browser. */
  async another(): Promise<Page> {
    const tab = await this.context.newPage();
    this.watch(tab);
    await tab.goto(this.origin, { waitUntil: 'load' });
    return tab;
  }

  private watch(tab: Page): void {
    tab.on('pageerror', (error) => void this.complaints.push(`error: ${error.message}`));
    // The browser's own words too: of a policy, a file that isn't there, an error in a worker.
    tab.on('console', (message) => {
      if (message.type() === 'error') this.complaints.push(`console: ${message.text()}`);
    });
  }

  /** What is asked of these paths from now on is not answered. */
  hold(paths: RegExp): void {
    this.held = paths;
  }

  /** The server goes on with another folder. What is held already stays so. */
  release(folder: string): void {
    this.held = undefined;
    this.folder = folder;
  }

  /** From now on the server gives this folder, at the same address as before. */
  async serve(folder = appFolder): Promise<void> {
    await this.disconnect();
    this.folder = folder;
    const bare = (path: string) => ({ 'content-type': typeOf(path) });
    const policy = { 'content-security-policy': `${policyOfFiles}; report-uri /violations` };
    const full = (path: string) => ({ ...headersOf(path), ...policy });
    const holding = () => void this.waiting++;
    const folderNow = () => this.folder;
    const server = createSite({
      // Asked at each request.
      get folder() {
        return folderNow();
      },
      headers: this.headers ? full : bare,
      routeOf: (_, path) => (this.held?.test(path) ? holding : undefined),
    });
    server.on('request', (request, response) => {
      // The server refuses what is posted, but has heard it.
      if (request.method === 'POST') request.on('data', (part) => void this.complaints.push(`policy: ${part}`));
      response.on('finish', () => {
        const length = response.statusCode === 200 ? Number(response.getHeader('content-length')) : 0;
        this.sent.set(request.url ?? '', (this.sent.get(request.url ?? '') ?? 0) + length);
      });
    });
    this.port = await listen(server, this.port);
    this.server = server;
  }

  /** The server is gone, as without a network. */
  async disconnect(): Promise<void> {
    if (this.server) await close(this.server);
    this.server = undefined;
  }

  /** @param screen as the address has it, such as `#/models` */
  async open(screen = ''): Promise<void> {
    await this.tab.goto(`${this.origin}/${screen}`, { waitUntil: 'load' });
  }

  async reload(): Promise<void> {
    await this.tab.reload({ waitUntil: 'load' });
  }

  /** The value of an expression in the page. */
  evaluate<T>(expression: string, tab = this.tab): Promise<T> {
    return inPage<T>(tab, expression);
  }

  /** Until an expression is true in the page. @throws Error with it where it never is */
  until(expression: string, tab = this.tab): Promise<boolean> {
    return this.evaluate(
      `new Promise((resolve, reject) => {
        const last = performance.now() + ${patienceMs};
        const look = () => {
          if (${expression}) resolve(true);
          else if (performance.now() > last) reject(new Error(${JSON.stringify(expression)}));
          else setTimeout(look, 20);
        };
        look();
      })`,
      tab,
    );
  }

  /** Until all lines of the page that is open are in the list. @returns how many */
  async lineCount(): Promise<number> {
    await this.until(`document.querySelector('.line-list[aria-busy=false]')`);
    return this.tab.locator('.line-row').count();
  }

  /** The texts of all lines of the page that is open, of the one with the field too. */
  async lineTexts(): Promise<readonly string[]> {
    await this.lineCount();
    return this.evaluate(
      `[...document.querySelectorAll('.line-row')].map((row) => row.querySelector('textarea')?.value ?? row.querySelector('.line-text').textContent)`,
    );
  }

  press(key: string): Promise<void> {
    return this.tab.keyboard.press(key);
  }

  type(text: string): Promise<void> {
    return this.tab.keyboard.type(text);
  }

  /** Presses the button of this name. */
  click(name: string | RegExp): Promise<void> {
    return this.tab.getByRole('button', { name }).first().click();
  }

  /** All that the page says, for the eye. */
  text(): Promise<string> {
    return this.tab.locator('body').innerText();
  }

  /** Drops files from outside the browser onto what is there; what has a folder in its name comes as that folder. */
  async drop(files: readonly DroppedFile[], onto = 'body'): Promise<void> {
    this.dropped ??= await temporaryFolder();
    const tops = new Set<string>();
    for (const { name, bytes } of files) {
      await mkdir(join(this.dropped, name, '..'), { recursive: true });
      await writeFile(join(this.dropped, name), bytes);
      tops.add(join(this.dropped, name.split('/')[0] ?? name));
    }
    const box = await this.tab.locator(onto).first().boundingBox();
    if (!box) throw new Error(`${onto} is not to be seen`);
    const at = { x: box.x + box.width / 2, y: box.y + Math.min(box.height, 400) / 2 };
    const data = { items: [], files: [...tops], dragOperationsMask: 1 };
    const client = await this.context.newCDPSession(this.tab);
    for (const type of ['dragEnter', 'dragOver', 'drop'] as const) {
      await client.send('Input.dispatchDragEvent', { type, ...at, data });
    }
    await client.detach();
  }

  /** Waits until the service worker has all that works offline. */
  async kept(): Promise<void> {
    await this.evaluate(`new Promise((resolve) => {
      navigator.serviceWorker.addEventListener('message', ({ data }) => data === 'complete' && resolve(true));
      navigator.serviceWorker.ready.then(({ active }) => active.postMessage('complete'));
    })`);
  }

  /** Paths of what the service worker keeps. */
  keptPaths(): Promise<readonly string[]> {
    return this.evaluate(
      'caches.keys().then(async ([name]) => (await (await caches.open(name)).keys()).map(({ url }) => new URL(url).pathname))',
    );
  }

  /** What axe-core finds that is serious or critical, in words. */
  barriers(): Promise<readonly string[]> {
    return barriersIn(this.tab);
  }

  async close(): Promise<void> {
    await this.context.close();
    await this.disconnect();
    if (this.dropped) await rm(this.dropped, { recursive: true, force: true });
  }
}

/** What axe-core finds in a page that is serious or critical, in words. */
export async function barriersIn(tab: Page): Promise<readonly string[]> {
  await inPage(tab, `${axe.source}; 0`);
  return inPage(
    tab,
    `axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) => violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .map(({ id, help, nodes }) => id + ': ' + help + ': ' + nodes.map(({ target }) => target.join(' ')).join(', ')))`,
  );
}
