/** The variants for browsers, in a Chromium: what they compute is what Node computes. */
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openDataset } from '../src/dataset/node.js';
import { Random } from '../src/random/index.js';
import type { RunConfig } from '../src/runs/index.js';
import { trainingSettingsSchema } from '../src/runs/options.js';
import { encodePng } from '../src/runtime/index.js';
import { buildForBrowser, hasChromium, openBrowser, openPage } from './browser-page.js';
import { drawPage } from './drawn-page.js';
import { seer } from './layout-seer.js';
import { drawLines, temporaryFolder, tinySpec, untrainedModel } from './lines.js';
import { cases } from './thorough.js';
import { levelsOf, readWholePage, type SentLine, trainAndRead } from './web-run.js';

type Functions = typeof globalThis & {
  readonly trainAndRead: typeof trainAndRead;
  readonly levelsOf: typeof levelsOf;
  readonly readWholePage: typeof readWholePage;
  problemOf(bytes: readonly number[]): Promise<string>;
};

let browser: Browser;
let folder: string;
let lines: readonly SentLine[];
const settings: RunConfig['settings'] = trainingSettingsSchema.parse({
  spec: tinySpec,
  steps: 10,
  batchPixels: 20_000,
  schedule: 'constant',
});

beforeAll(async () => {
  if (!hasChromium) return;
  folder = await temporaryFolder();
  const { samples } = await openDataset([await drawLines(join(folder, 'lines'), 14)]);
  lines = await Promise.all(
    samples.map(async ({ image, text, width, height }) => {
      const bytes = image.kind === 'file' ? await readFile(image.path) : [];
      return { text, width, height, image: [...bytes] };
    }),
  );
  await buildForBrowser('test/web-run.ts', join(folder, 'web'));
  browser = await openBrowser();
});

afterAll(async () => {
  await browser?.close();
  if (folder) await rm(folder, { recursive: true });
});

/** What Node gives, for both ways. */
let expected: ReturnType<typeof trainAndRead> | undefined;
const relative = (value: number, expected: number) => Math.abs(value - expected) / Math.abs(expected);

const ways = [
  ['isolated from other origins, with threads', true],
  ['not isolated, without shared memory', false],
] as const;

it.skipIf(!hasChromium).each(ways.slice(0, cases(1, 2)))(
  'ten steps of training and a line give what Node gives: %s',
  async (_, isolated) => {
    const { page, strays, close } = await openPage(browser, join(folder, 'web'), isolated);
    expect(await page.evaluate('crossOriginIsolated')).toBe(isolated);
    expected ??= trainAndRead(lines, settings);
    const inNode = await expected;
    const seen = await page.evaluate(
      ([sent, options, model]) => (globalThis as Functions).trainAndRead(sent, options, model),
      [lines, settings, inNode.model] as const,
    );
    expect(seen.losses).toHaveLength(10);
    expect(relative(seen.losses[0] ?? 0, inNode.losses[0] ?? 0)).toBeLessThan(1e-4);
    expect(relative(seen.losses[9] ?? 0, inNode.losses[9] ?? 0)).toBeLessThan(1e-2);
    expect(inNode.losses[9]).toBeLessThan(inNode.losses[0] ?? 0);
    // Losses of so few steps are alike without any learning; gradients are not.
    expect(Math.min(...inNode.gradients)).toBeGreaterThan(0.01);
    for (const [n, norm] of seen.gradients.entries())
      expect(relative(norm, inNode.gradients[n] ?? 0)).toBeLessThan(n === 0 ? 1e-3 : 0.1);
    expect(seen.validationErrorRate).toBeCloseTo(inNode.validationErrorRate ?? -1, 2);
    // The same model and line: the scores, and the pixels below them.
    expect(seen.pixels).toEqual(inNode.pixels);
    expect(seen.text).toBe(inNode.text);
    expect(seen.scores).toHaveLength(inNode.scores.length);
    const worst = Math.max(...seen.scores.map((score, at) => Math.abs(score - (inNode.scores[at] ?? 0))));
    expect(worst).toBeLessThan(1e-4);
    expect(strays()).toEqual([]);
    await close();
  },
);

it.skipIf(!hasChromium)('opaque PNGs in grey and colour have the light levels that they have in Node', async () => {
  const random = new Random('colours');
  const data = Uint8Array.from({ length: 300 * 100 * 3 }, () => random.below(256));
  const colours = sharp(data, { raw: { width: 300, height: 100, channels: 3 } });
  const grey = sharp(
    Uint8Array.from({ length: 256 }, (_, level) => level),
    {
      raw: { width: 16, height: 16, channels: 1 },
    },
  );
  const { page, close } = await openPage(browser, join(folder, 'web'));
  for (const image of [colours, grey.toColourspace('b-w')]) {
    const bytes = [...(await image.png().toBuffer())];
    const seen = await page.evaluate((sent) => (globalThis as Functions).levelsOf(sent), bytes);
    const expected = await levelsOf(bytes);
    const differing = expected.filter((level, at) => level !== seen[at]).length;
    expect(seen).toHaveLength(expected.length);
    expect(differing / expected.length).toBeLessThan(1e-3);
    expect(expected.every((level, at) => Math.abs(level - (seen[at] ?? -9)) <= 1)).toBe(true);
  }
  await close();
});

it.skipIf(!hasChromium)('a file that a browser does not read is named with what to do', async () => {
  const { page, close } = await openPage(browser, join(folder, 'web'));
  const problem = (bytes: readonly number[]) =>
    page.evaluate((sent) => (globalThis as Functions).problemOf(sent), bytes);
  expect(await problem([...Buffer.from('%PDF-1.7 and so on')])).toMatch(
    /^image\/format: the file is a PDF; write its pages/,
  );
  expect(await problem([...Buffer.from('no image')])).toMatch(/unsupported image format/);
  await close();
});

const finders = [
  ['a network', [...seer(20)]],
  ['the classical method', false],
] as const;

it.skipIf(!hasChromium).each(finders.slice(0, cases(1, 2)))(
  'the lines of a page that %s finds are those that it finds in Node',
  async (_, layout) => {
    const { page, close } = await openPage(browser, join(folder, 'web'));
    const given = [
      [...(await encodePng(drawPage(6, { width: 700, height: 500 }).light))],
      [...untrainedModel()],
    ] as const;
    const expected = await readWholePage(...given, layout);
    const seen = await page.evaluate(
      ([image, model, layout]) => (globalThis as Functions).readWholePage(image, model, layout),
      [...given, layout] as const,
    );
    expect(expected.length).toBeGreaterThan(5);
    expect(seen.map(({ baseline }) => baseline?.length)).toEqual(expected.map(({ baseline }) => baseline?.length));
    for (const [at, { baseline = [] }] of expected.entries()) {
      const places = seen[at]?.baseline?.flat() ?? [];
      expect(baseline.flat().every((place, i) => Math.abs(place - (places[i] ?? -9)) < 0.1)).toBe(true);
    }
    await close();
  },
);
