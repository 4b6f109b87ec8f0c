/** Learning in a Chromium, by the calls of the app's worker. */
import { copyFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'tsdown';
import type { TrainingEvent } from '../src/runs/index.js';
import { forBrowsers } from '../web-build.js';
import { openBrowser } from './browser-page.js';
import { serveFolder } from './web-server.js';

/** A line as it can go into a browser. */
export interface BrowserLine {
  readonly name: string;
  readonly text: string;
  readonly document: string;
  /** The file's. */
  readonly bytes: readonly number[];
}

export interface LearnInBrowser {
  readonly lines: readonly BrowserLine[];
  readonly heldOut: readonly BrowserLine[];
  readonly measured: readonly BrowserLine[];
  readonly minutes: number;
  readonly settings: Readonly<Record<string, number>>;
}

export interface LearntInBrowser {
  /** Character error rates in 8 bits. */
  readonly before: number;
  readonly after: number;
  readonly events: readonly TrainingEvent[];
  readonly seconds: { readonly before: number; readonly learn: number; readonly after: number };
}

/** A folder that the server gives, and git ignores. */
const folder = 'dist/learning';

export async function learnInBrowser(request: LearnInBrowser): Promise<LearntInBrowser> {
  await buildWorker();
  await writeFile(join(folder, 'request.json'), JSON.stringify(request));
  // Workers of workers ask a server: what Playwright answers in its place doesn't reach them.
  const server = await serveFolder('.');
  const browser = await openBrowser();
  try {
    const page = await browser.newPage();
    page.on('console', (message) => console.error(message.text()));
    await page.goto(`${server.origin}/${folder}/index.html`, { waitUntil: 'load' });
    // Playwright's own way is an eval, which the policy forbids.
    const client = await page.context().newCDPSession(page);
    const asked = { expression: 'learnAndMeasure()', awaitPromise: true, returnByValue: true };
    const { result, exceptionDetails } = await client.send('Runtime.evaluate', asked);
    if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
    if (server.complaints.length > 0) throw new Error(server.complaints.join('\n'));
    return result.value;
  } finally {
    await browser.close();
    server.close();
    await rm(folder, { recursive: true });
  }
}

/** The app's worker with the library, the page that asks it, and the models that the app is served with. */
async function buildWorker(): Promise<void> {
  await rm(folder, { recursive: true, force: true });
  for (const config of forBrowsers({ worker: 'app/work/worker.ts' }, folder)) {
    await build({ ...config, tsconfig: 'app/tsconfig.json', config: false, logLevel: 'silent' });
  }
  await copyFile('test/learning-page.mjs', join(folder, 'page.mjs'));
  await writeFile(
    join(folder, 'index.html'),
    '<!doctype html><title>ductus</title><script type="module" src="page.mjs"></script>',
  );
  for (const model of ['starter.onnx', 'starter.int8.onnx'])
    await copyFile(join('packages', 'models', model), join(folder, model));
}
