/** The models that come with ductus: their size, and that they read, and can be trained on. */

import { existsSync } from 'node:fs';
import { readdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { openPage } from '../src/dataset/node.js';
import { augmentationOf, blankLine, type Raster } from '../src/image/index.js';
import { evaluateModel, languageNames, Recognizer, readLanguage, starterModel } from '../src/index.js';
import { readTrainableModel } from '../src/model/index.js';
import { linesOf } from '../src/page/index.js';
import { decodeImage } from '../src/runtime/index.js';
import { createDrawer, openFonts } from '../src/synthesis/node.js';
import { characterErrorRate } from '../src/text/index.js';
import { sharedProcess } from './cli-runner.js';
import { drawLines, temporaryFolder } from './lines.js';
import { cases } from './thorough.js';

const ductus = sharedProcess();
const texts = [
  'Je vous remercie de votre lettre du 14 juillet.',
  'The boats on the coast were painted blue and white',
  'Monsieur le Préfet, nous avons reçu votre réponse',
];
const recognizers = ['float32', 'int8'].map((precision) =>
  Recognizer.load(starterModel(precision as 'float32' | 'int8'), { language: false }),
);

afterAll(async () => {
  for (const recognizer of recognizers) await (await recognizer).dispose();
});

describe.each([
  ['float32', 12, 0],
  ['int8', 4, 1],
] as const)('the starter model in %s', (precision, megabytes, index) => {
  it(`is under ${megabytes} MB, and its card says what it is`, async () => {
    expect((await stat(starterModel(precision))).size).toBeLessThan(megabytes * 1e6);
    const card = await readFile(join('packages', 'models', 'README.md'), 'utf8');
    for (const set of ['copiste-fr', 'timeus-fr', 'poilus-fr', 'lathrop-en']) expect(card).toContain(`(${set})`);
    expect(card).toContain('npm run starter');
  });

  it('reads drawn handwriting', async () => {
    const [font] = await openFonts(['caveat']);
    const draw = await createDrawer();
    const recognizer = (await recognizers[index]) as Recognizer;
    const look = { lineHeight: 64, degradation: augmentationOf(0) };
    const pairs = [];
    for (const reference of texts) {
      const line = draw(reference, font as NonNullable<typeof font>, look, 1);
      pairs.push({ reference, prediction: (await recognizer.recognize(line)).text });
    }
    expect(characterErrorRate(pairs)).toBeLessThan(0.1);
  });
});

it('has languages, of which the one that a text is in expects it most', async () => {
  const { languages = [], weight, calibration } = (await readLanguage({ lm: 'starter' })) ?? {};
  expect(languages.map(({ name }) => name)).toEqual([...languageNames]);
  expect(weight).toBeGreaterThan(0);
  expect(calibration?.character).toBeGreaterThan(0);
  const [french = ''] = texts;
  const surprises = languages.map(({ name, model }) => ({ name, surprise: -model.logProb([...french]) }));
  expect(surprises.sort((x, y) => x.surprise - y.surprise)[0]?.name).toBe('fr');
});

it('reads in the language of the page, named or not, and without it by --no-lm', async () => {
  const page = join('app', 'public', 'sample', 'page.jpg');
  const read = async (...args: readonly string[]) => (await ductus(['recognize', ...args, page])).out;
  const texts = await read();
  expect(await read('starter.int8')).toBe(texts);
  expect(await read(starterModel('int8'), '--lm', 'starter')).toBe(texts);
  expect(await read('--language', 'none')).toBe(await read('--no-lm'));
  expect(await read('--no-lm')).not.toBe(texts);
});

it('reads a line as the library reads it', async () => {
  const folder = await temporaryFolder();
  const image = join(await drawLines(folder, 1), 'doc0_000.png');
  await using recognizer = await Recognizer.load('starter.int8');
  const { text } = await recognizer.recognize(image);
  expect((await ductus(['recognize', image])).out).toContain(`\t${text}\n`);
  await rm(folder, { recursive: true });
});

describe('with its language model', () => {
  const reader = readLanguage({ lm: 'starter' }).then((language) =>
    Recognizer.load(starterModel('int8'), { language }),
  );
  afterAll(async () => (await reader).dispose());

  it('reads nothing on white paper, grey paper, stains, rules and noise', async () => {
    const recognizer = await reader;
    const white = (width: number) => ({ width, height: 64, data: new Uint8Array(width * 64).fill(255) });
    for (const paper of [white(1000), white(2000)]) expect((await recognizer.recognize(paper)).text).toBe('');
    let written = 0;
    for (let number = 0; number < 30; number++) {
      const { text } = await recognizer.recognize(blankLine(7, number, 64));
      if (text !== '') written++;
    }
    expect(written, 'of 30 strips, those in which the network itself sees a letter').toBeLessThan(8);
  });

  it('adds nothing at long blank ends and in gaps of a line', async () => {
    const [font] = await openFonts(['caveat']);
    const draw = await createDrawer();
    const look = { lineHeight: 64, degradation: augmentationOf(0) };
    const recognizer = await reader;
    const [first, second] = [texts[0] as string, texts[2] as string].map((text) =>
      draw(text, font as NonNullable<typeof font>, look, 1),
    ) as [Raster, Raster];
    const [one, two] = [await recognizer.recognize(first), await recognizer.recognize(second)];
    const read = (await recognizer.recognize(beside(600, first, 900, second, 1200))).text;
    expect(characterErrorRate([{ reference: `${one.text} ${two.text}`, prediction: read }])).toBeLessThan(0.03);
    expect(read.length).toBeLessThanOrEqual(one.text.length + two.text.length + 1);
  });
});

/** Rasters, and so many columns of paper, one after the other. */
function beside(...parts: readonly (Raster | number)[]): Raster {
  const height = 64;
  const rasters = parts.map((part) =>
    typeof part === 'number' ? { width: part, height, data: new Uint8Array(part * height).fill(255) } : part,
  );
  const width = rasters.reduce((sum, raster) => sum + raster.width, 0);
  const data = new Uint8Array(width * height).fill(255);
  let left = 0;
  for (const raster of rasters) {
    for (let y = 0; y < Math.min(height, raster.height); y++) {
      data.set(raster.data.subarray(y * raster.width, (y + 1) * raster.width), y * width + left);
    }
    left += raster.width;
  }
  return { width, height, data };
}

it('can be trained on', async () => {
  const model = readTrainableModel(await readFile(starterModel()), 'starter');
  expect(model.alphabet.missing(texts.join(''))).toEqual([]);
  expect(model.metadata.calibration.character).not.toBe(1);
});

const shared = process.env.DUCTUS_SHARED ?? join('..', 'shared');
const letters = join(shared, 'lines', 'lathrop-en', 'val');
it.skipIf(!existsSync(letters))('reads letters that it was not trained on', async () => {
  const { characterErrorRate: rate, lines } = await evaluateModel('starter', [letters], { language: false });
  expect(lines).toHaveLength(30);
  expect(rate).toBeLessThan(0.25);
  const withLanguage = await evaluateModel('starter', [letters]);
  expect(withLanguage.characterErrorRate).toBeLessThan(rate);
});

const pages = join(shared, 'pages');
it.skipIf(!existsSync(pages))(
  'has no confidence in words that the language makes of dirt in the margins of pages',
  async () => {
    const language = await readLanguage({ lm: 'starter' });
    const [plain, reader] = (await Promise.all(
      [undefined, language].map((language) => Recognizer.load(starterModel('int8'), { language })),
    )) as [Recognizer, Recognizer];
    const strips = await topMargins(pages, 'val');
    expect(strips.length).toBeGreaterThan(cases(5, 15));
    for (const { name, strip } of strips) {
      const [network, written] = [await plain.recognize(strip), await reader.recognize(strip)];
      // More than a few letters that the network sees itself are writing without a line.
      if ([...network.text].length > 4) continue;
      if (network.text === '') expect(written.text, name).toBe('');
      else if (written.text !== network.text) expect(written.confidence, name).toBeLessThanOrEqual(0.3);
    }
    await Promise.all([plain.dispose(), reader.dispose()]);
  },
);

/** Of each page whose first line is far enough from its top, a strip of a line's height above it. */
async function topMargins(folder: string, part: string) {
  const strips: { name: string; strip: Raster }[] = [];
  for (const set of await readdir(folder)) {
    const files = await readdir(join(folder, set, part)).catch(() => []);
    for (const name of files.filter((file) => file.endsWith('.xml')).slice(0, cases(2, files.length))) {
      const opened = await openPage(join(folder, set, part, name));
      if ('reason' in opened) throw new Error(opened.reason);
      const polygons = linesOf(opened.page).flatMap(({ polygon }) => (polygon ? [polygon] : []));
      const tops = polygons.map((polygon) => Math.min(...polygon.map(([, y]) => y)));
      const heights = polygons.map((polygon, i) => Math.max(...polygon.map(([, y]) => y)) - (tops[i] as number));
      const height = Math.round(heights.sort((a, b) => a - b)[heights.length >> 1] ?? 0);
      const top = Math.floor((Math.min(...tops) - height) / 3);
      if (top < height / 5) continue;
      const { width, data } = await decodeImage(opened.imagePath);
      strips.push({ name, strip: { width, height, data: data.slice(top * width, (top + height) * width) } });
    }
  }
  return strips;
}
