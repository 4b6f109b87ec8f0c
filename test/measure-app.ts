/**
 * How long the app lets a person wait, in a Chromium, and whether it ever does not answer:
 *
 *   npm run app-times [-- --rounds 3]
 *
 * The sample page is dropped into a fresh browser, twice; then the app is opened again from what the browser keeps, and learns from the
 * lines for a minute. What blocks the page's own
 * thread for over 50 ms is named by the browser itself (Long Tasks); nothing else is asked of it meanwhile. Run it on a machine
 * that does nothing else: what else runs blocks too.
 */
import { readFile } from 'node:fs/promises';
import { cpus, loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import type { Browser } from 'playwright-core';
import { buildApp } from '../app/build/build.js';
import { type App, openApp } from './app-browser.js';
import { openBrowser } from './browser-page.js';

const { values: flags } = parseArgs({ options: { rounds: { type: 'string', default: '3' } } });
const rounds = Number(flags.rounds);
if (!(Number.isInteger(rounds) && rounds > 0))
  throw new Error(`app-times: --rounds must be 1 or more, got ${flags.rounds}`);

const rows = '.line-row';
/** All lines of a page are in the list. */
const areListed = `document.querySelector('.line-list[aria-busy=false] .line-row')`;
const sample = 'app/public/sample/page.jpg';

/** Milliseconds; of long tasks those of each. */
interface Times {
  readonly lines: number;
  readonly texts: number;
  readonly ready: number;
  readonly blocked: readonly number[];
  /** The same while it learns. */
  readonly learning: readonly number[];
}

async function main(): Promise<void> {
  await buildApp(console.log);
  console.log(`${cpus()[0]?.model}, load ${loadavg()[0]?.toFixed(1)}`);
  const browser = await openBrowser();
  try {
    const times: Times[] = [];
    for (let round = 0; round < rounds; round++) times.push(await timesOf(browser));
    const seconds = (name: 'lines' | 'texts' | 'ready') =>
      `${(middle(times.map((time) => time[name])) / 1000).toFixed(2)} s`;
    console.log(`dropped, first visit: lines after ${seconds('lines')}, all texts after ${seconds('texts')}`);
    console.log(`opened from what is kept: ready after ${seconds('ready')}`);
    for (const name of ['blocked', 'learning'] as const) {
      const blocked = times.flatMap((time) => time[name]);
      const longest = blocked.length === 0 ? 'none' : `${Math.max(...blocked).toFixed(0)} ms the longest`;
      const when = name === 'blocked' ? 'reading' : 'learning';
      console.log(`${when}: blocked for over 50 ms, ${rounds} rounds: ${blocked.length} times, ${longest}`);
    }
  } finally {
    await browser.close();
  }
}

/** Long tasks since the page was loaded, by the browser's own record. */
const watch = `(window.blocked = [], new PerformanceObserver((list) => {
  for (const { duration } of list.getEntries()) window.blocked.push(duration);
}).observe({ type: 'longtask', buffered: true }), 0)`;

const until = (expression: string) => `new Promise((resolve) => {
  const look = () => (${expression}) ? resolve(performance.now()) : setTimeout(look, 10);
  look();
})`;

async function timesOf(browser: Browser): Promise<Times> {
  const app: App = await openApp(browser);
  try {
    await app.evaluate(watch);
    const dropped = await app.evaluate<number>('performance.now()');
    const bytes = await readFile(sample);
    await app.drop(['a', 'b'].map((name) => ({ name: `Letters/${name}.jpg`, bytes })));
    const lines = await app.evaluate<number>(until(areListed));
    const texts = await app.evaluate<number>(until(`!document.querySelector('.reading-bar')`));
    const blocked = await app.evaluate<number[]>('window.blocked');
    await app.reload();
    const ready = await app.evaluate<number>(until(areListed));
    const learning = await learn(app);
    return { lines: lines - dropped, texts: texts - dropped, ready, blocked, learning };
  } finally {
    await app.close();
  }
}

/** Checks all lines and learns from them. @returns long tasks from the beginning on, in milliseconds */
async function learn(app: App): Promise<readonly number[]> {
  for (const turn of [false, true]) {
    if (turn) {
      await app.press('Escape');
      await app.press('PageDown');
      await app.evaluate(until(`document.querySelector('.page-pager select')?.selectedIndex === 1`));
    }
    await app.tab.locator(rows).first().click();
    for (let line = await app.lineCount(); line > 0; line--) await app.press('Enter');
    await app.tab.waitForTimeout(1000);
  }
  await app.open(`#/learn/${/#\/page\/(\w+)/.exec(app.tab.url())?.[1]}`);
  await app.tab.getByRole('slider').fill('1');
  await app.evaluate(watch);
  await app.click('Begin');
  await app.tab.waitForTimeout(learningMs);
  const blocked = await app.evaluate<number[]>('window.blocked');
  await app.tab.getByRole('button', { name: /Stop/ }).first().click();
  return blocked;
}

/** Past what is measured before it. */
const learningMs = 60_000;

function middle(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}

await main();
