/**
 * How long the app lets a person wait, in a Chromium, and whether it ever does not answer:
 *
 *   npm run app-times [-- --rounds 3]
 *
 * The sample page is dropped into a fresh browser; then the app is opened again from what the browser keeps. What blocks the page's own
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
const sample = 'app/public/sample/page.jpg';

/** Milliseconds; of long tasks those of each. */
interface Times {
  readonly lines: number;
  readonly texts: number;
  readonly ready: number;
  readonly blocked: readonly number[];
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
    const blocked = times.flatMap((time) => time.blocked);
    const longest = blocked.length === 0 ? 'none' : `${Math.max(...blocked).toFixed(0)} ms the longest`;
    console.log(`blocked for over 50 ms, ${rounds} rounds: ${blocked.length} times, ${longest}`);
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
    await app.drop([{ name: 'page.jpg', bytes: await readFile(sample) }]);
    const lines = await app.evaluate<number>(until(`document.querySelectorAll('${rows}').length > 10`));
    const texts = await app.evaluate<number>(until(`!document.querySelector('.reading-bar')`));
    const blocked = await app.evaluate<number[]>('window.blocked');
    await app.reload();
    const ready = await app.evaluate<number>(until(`document.querySelectorAll('${rows}').length > 10`));
    return { lines: lines - dropped, texts: texts - dropped, ready, blocked };
  } finally {
    await app.close();
  }
}

function middle(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}

await main();
