/** Learning in a Chromium, by the calls of the app's worker. */
import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'tsdown';
import type { TrainingEvent } from '../src/runs/index.js';
import { forBrowsers } from '../web-build.js';
import { openBrowser, openPage } from './browser-page.js';

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

type Page = typeof globalThis & { learnAndMeasure(request: LearnInBrowser): Promise<LearntInBrowser> };

export async function learnInBrowser({
  lines,
  heldOut,
  measured,
  ...request
}: LearnInBrowser): Promise<LearntInBrowser> {
  const folder = await mkdtemp(join(tmpdir(), 'ductus-learning-'));
  const browser = await openBrowser();
  try {
    await buildWorker(folder);
    const { page, strays } = await openPage(browser, folder);
    const sent = { ...request, lines: plain(lines), heldOut: plain(heldOut), measured: plain(measured) };
    const learnt = await page.evaluate((asked) => (globalThis as Page).learnAndMeasure(asked), sent);
    if (strays.length > 0) throw new Error(`asked for what is not there: ${strays.join(', ')}`);
    return learnt;
  } finally {
    await browser.close();
    await rm(folder, { recursive: true });
  }
}

/** Without what only Node needs to know. */
function plain(lines: readonly BrowserLine[]): readonly BrowserLine[] {
  return lines.map(({ name, text, document, bytes }) => ({ name, text, document, bytes }));
}

/** The app's worker with the library, the page that asks it, and the models that the app is served with. */
async function buildWorker(folder: string): Promise<void> {
  for (const config of forBrowsers({ worker: 'app/work/worker.ts' }, folder)) {
    await build({ ...config, tsconfig: 'app/tsconfig.json', config: false, logLevel: 'silent' });
  }
  await copyFile('test/learning-page.mjs', join(folder, 'page.js'));
  for (const model of ['starter.onnx', 'starter.int8.onnx']) await copyFile(join('models', model), join(folder, model));
}
