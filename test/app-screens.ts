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
const screens: readonly Screen[] = [{ name: 'home', show: (app) => app.open('#/') }];

const looks = ['light', 'dark'] as const;
const sizes = { wide: { width: 1280, height: 800 }, narrow: { width: 390, height: 844 } } as const;

const [folder = 'dist/screens'] = process.argv.slice(2);
await buildAll(console.log);
await mkdir(folder, { recursive: true });
const browser = await openBrowser();
const app = await openApp(browser);
for (const { name, show } of screens) {
  await show(app);
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
