/** npm run app-screens [-- FOLDER]: pictures of every screen of the app, light and dark, wide and narrow, over drawn pages. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { buildAll } from '../app/build/build.js';
import { type App, openApp } from './app-browser.js';
import { openBrowser } from './browser-page.js';

interface Screen {
  readonly name: string;
  /** Brings the app there, as a person would. */
  readonly show: (app: App) => Promise<void>;
}

/** In this order, one after another in one browser that keeps what was done before. */
const screens: readonly Screen[] = [
  { name: 'home-empty', show: (app) => app.open('#/') },
  { name: 'page', show: openSample },
  { name: 'keys', show: (app) => app.press('F1') },
  { name: 'export', show: (app) => app.press('Escape').then(() => app.click('Export')) },
  { name: 'home', show: (app) => app.open('#/') },
  { name: 'models', show: (app) => app.open('#/models') },
  { name: 'write', show: (app) => app.open('#/write') },
  { name: 'learn', show: (app) => app.open(`#/learn/${sample}`) },
  { name: 'practice', show: (app) => app.open(`#/practice/${sample}`) },
  { name: 'hands', show: openHands },
];

/** Until the letters are drawn, of what is seen. */
async function openHands(app: App): Promise<void> {
  await app.open(`#/hands/${sample}`);
  await app.until(`(document.querySelector('.hands-overlay')?.width ?? 0) > 0`);
}

/** The id of the document that the app draws itself, once it is there. */
let sample = '';

/** Until all of its lines are read, also with the language. */
async function openSample(app: App): Promise<void> {
  await app.click('Try a sample page');
  await app.tab.waitForURL(/#\/page\//);
  sample = /#\/page\/(\w+)/.exec(app.tab.url())?.[1] ?? '';
  const stop = app.tab.getByRole('button', { name: 'Stop reading' });
  await stop.waitFor({ timeout: 60_000 });
  await stop.waitFor({ state: 'hidden', timeout: 600_000 });
}

const looks = ['light', 'dark'] as const;
const sizes = { wide: { width: 1280, height: 800 }, narrow: { width: 390, height: 844 } } as const;

const [folder = 'dist/screens'] = process.argv.slice(2);
await buildAll(console.log);
await mkdir(folder, { recursive: true });
const browser = await openBrowser();
const app = await openApp(browser);
await app.kept();
for (const { name, show } of screens) {
  await app.tab.setViewportSize(sizes.wide);
  await show(app);
  // Some screens are loaded when somebody goes there.
  await app.tab.locator('main > *').first().waitFor();
  for (const [size, viewport] of Object.entries(sizes)) {
    await app.tab.setViewportSize(viewport);
    for (const look of looks) {
      await app.tab.emulateMedia({ colorScheme: look });
      const path = join(folder, `${name}-${size}-${look}.png`);
      await app.tab.screenshot({ path });
      console.log(path);
    }
  }
}
for (const complaint of app.complaints) console.error(complaint);
process.exitCode = app.complaints.length === 0 ? 0 : 1;
await app.close();
await browser.close();
