/**
 * How fast a browser reads, and whether it reads what Node does:
 *
 *   npm run web-reading -- [FOLDER…] [--lines 100] [--rounds 3] [--precision int8 …]
 *
 * FOLDERs have lines with their texts, of which some are taken, evenly; without them lines are drawn. A page of 25 lines is drawn in
 * any case. The same lines, models and language go to Node and to Chromium, one way after the other in every round; times are
 * medians, without the loading. A browser that is not isolated from other origins has one thread.
 */
import { copyFile, cp, mkdtemp, rm } from 'node:fs/promises';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Browser } from 'playwright-core';
import { ImageReader } from '../src/dataset/index.js';
import { openDataset } from '../src/dataset/node.js';
import { augmentationOf, type Raster } from '../src/image/index.js';
import { known } from '../src/known.js';
import { encodePng } from '../src/runtime/index.js';
import { createDrawer, generatedTexts, openFonts, openLanguage } from '../src/synthesis/node.js';
import { characterErrorRate } from '../src/text/index.js';
import { buildForBrowser, openBrowser, openPage } from '../test/browser-page.js';
import { type ReadingOrder, type TimedReading, timeReading } from '../test/web-reading-run.js';

const { values: flags, positionals: folders } = parseArgs({
  allowPositionals: true,
  options: {
    lines: { type: 'string', default: '100' },
    rounds: { type: 'string', default: '3' },
    precision: { type: 'string', multiple: true, default: ['float32', 'int8'] },
  },
});

const models = { float32: 'starter.onnx', int8: 'starter.int8.onnx' } as const;
type Precision = keyof typeof models;
const files = [...Object.values(models), 'layout.onnx', 'starter.lm.json'];
const pageLines = 25;

interface Material {
  readonly lines: ReadingOrder['lines'];
  readonly page: string;
}

/** Where and how it is read. */
interface Way {
  readonly place: string;
  readonly threads: number;
  readonly read: (order: ReadingOrder) => Promise<TimedReading>;
  /** Of the models, before their names. */
  readonly folder: string;
}

async function main(): Promise<void> {
  const [lines, rounds] = [countOf('lines'), countOf('rounds')];
  const precisions = flags.precision.map(precisionOf);
  const material = { lines: await readyLines(lines), page: await drawnPage() };
  const folder = await mkdtemp(join(tmpdir(), 'ductus-web-reading-'));
  try {
    await buildForBrowser('test/web-reading-run.ts', folder);
    for (const file of files) await copyFile(join('packages', 'models', file), join(folder, file));
    await cp(join('packages', 'models', 'languages'), join(folder, 'languages'), { recursive: true });
    const browser = await openBrowser();
    try {
      await compare(waysOf(browser, folder), material, precisions, rounds);
    } finally {
      await browser.close();
    }
  } finally {
    await rm(folder, { recursive: true });
  }
}

function countOf(flag: 'lines' | 'rounds'): number {
  const count = Number(flags[flag]);
  if (Number.isInteger(count) && count > 0) return count;
  throw new Error(`web-reading: --${flag} must be a whole number above 0, got ${flags[flag]}`);
}

function precisionOf(name: string): Precision {
  if (name === 'float32' || name === 'int8') return name;
  throw new Error(`web-reading: --precision must be float32 or int8, got ${name}`);
}

async function readyLines(count: number): Promise<Material['lines']> {
  if (folders.length === 0) {
    const drawn = await drawnLines(count);
    return Promise.all(drawn.map(async ({ raster, text }) => ({ image: await base64(raster), text })));
  }
  const { samples } = await openDataset(folders);
  const images = new ImageReader();
  const step = Math.max(1, samples.length / count);
  const taken = samples.filter((_, index) => Math.floor(index / step) > Math.floor((index - 1) / step)).slice(0, count);
  return Promise.all(
    taken.map(async ({ image, text }) => ({ text, image: Buffer.from(await images.read(image)).toString('base64') })),
  );
}

async function drawnLines(count: number) {
  const texts = generatedTexts([await openLanguage('french')], { least: 30, most: 50 }, 1);
  const fonts = await openFonts(['caveat', 'kalam', 'patrick-hand']);
  const draw = await createDrawer();
  const look = { lineHeight: 64, degradation: augmentationOf(0) };
  return Array.from({ length: count }, (_, index) => {
    const font = known(fonts[index % fonts.length], 'a font');
    return { text: texts(index), raster: draw(texts(index), font, look, index) };
  });
}

/** Lines under each other on white paper. */
async function drawnPage(): Promise<string> {
  const [margin, spacing] = [120, 100];
  const rows = await drawnLines(pageLines);
  const width = 2 * margin + Math.max(...rows.map(({ raster }) => raster.width));
  const height = 2 * margin + spacing * pageLines;
  const data = new Uint8Array(width * height).fill(255);
  for (const [index, { raster }] of rows.entries()) {
    for (let y = 0; y < raster.height; y++) {
      const row = raster.data.subarray(y * raster.width, (y + 1) * raster.width);
      data.set(row, (margin + spacing * index + y) * width + margin);
    }
  }
  return base64({ width, height, data });
}

async function base64(raster: Raster): Promise<string> {
  return Buffer.from(await encodePng(raster)).toString('base64');
}

function waysOf(browser: Browser, folder: string): readonly Way[] {
  const inBrowser = (isolated: boolean) => async (order: ReadingOrder) => {
    const { page, strays, close } = await openPage(browser, folder, isolated);
    try {
      type Functions = typeof globalThis & { readonly timeReading: typeof timeReading };
      return await page.evaluate((sent) => (globalThis as Functions).timeReading(sent), order);
    } finally {
      await close();
      if (strays().length > 0) console.error(`not there: ${strays().join(', ')}`);
    }
  };
  const threads = cpus().length > 1 ? [1, 2] : [1];
  return [
    ...threads.map((count) => ({ place: 'Node', threads: count, read: timeReading, folder: 'packages/models/' })),
    ...threads.map((count) => ({ place: 'Chromium', threads: count, read: inBrowser(true), folder: '/' })),
    { place: 'Chromium, not isolated', threads: 1, read: inBrowser(false), folder: '/' },
  ];
}

/** What came of one way with one model, with or without the language, in all rounds. */
interface Result {
  readonly way: Way;
  readonly precision: Precision;
  readonly guided: boolean;
  readonly readings: TimedReading[];
}

async function compare(
  ways: readonly Way[],
  material: Material,
  precisions: readonly Precision[],
  rounds: number,
): Promise<void> {
  const results = precisions.flatMap((precision) =>
    ways.flatMap((way) => [false, true].map((guided): Result => ({ way, precision, guided, readings: [] }))),
  );
  for (let round = 0; round < rounds; round++) {
    for (const { way, precision, guided, readings } of results) {
      const { threads, read, folder } = way;
      const language = guided && `${folder}starter.lm.json`;
      const model = `${folder}${models[precision]}`;
      readings.push(await read({ model, layout: `${folder}layout.onnx`, language, threads, ...material }));
    }
    // It takes minutes.
    console.error(`round ${round + 1} of ${rounds}`);
  }
  const source = folders.length > 0 ? folders.join(', ') : 'drawn';
  console.log(
    `${material.lines.length} lines (${source}), medians of ${rounds} rounds, load ${loadavg()[0]?.toFixed(1)}\n`,
  );
  console.log(table(results, material));
}

/** What Node reads on one thread is what the texts of a row are compared with. */
function table(results: readonly Result[], { lines }: Material): string {
  const head = ['where', 'threads', 'model', 'language', 'lines/s', 'equal', 'CER', 'page, s', 'its lines', 'equal'];
  const rows = results.map(({ way: { place, threads }, precision, guided, readings }) => {
    const last = known(readings.at(-1), 'a round');
    const first = results.find((result) => result.precision === precision && result.guided === guided);
    const reference = known(first?.readings.at(-1), 'a round of Node');
    const errors = characterErrorRate(
      lines.map(({ text }, at) => ({ reference: text, prediction: last.texts[at] ?? '' })),
    );
    return [
      place,
      threads,
      precision,
      guided ? 'yes' : 'no',
      (lines.length / median(readings.map(({ linesSeconds }) => linesSeconds))).toFixed(1),
      equalShare(reference.texts, last.texts),
      percent(errors),
      median(readings.map(({ pageSeconds }) => pageSeconds)).toFixed(2),
      last.pageTexts.length,
      equalShare([reference.pageTexts.join('\n')], [last.pageTexts.join('\n')]),
    ];
  });
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

/** Of characters. */
function equalShare(reference: readonly string[], texts: readonly string[]): string {
  return percent(
    1 - characterErrorRate(reference.map((text, at) => ({ reference: text, prediction: texts[at] ?? '' }))),
  );
}

function percent(share: number): string {
  return `${(100 * share).toFixed(2)}%`;
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return known(sorted[Math.floor(sorted.length / 2)], 'a value');
}

await main();
