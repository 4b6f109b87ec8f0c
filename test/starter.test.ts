/** The models that come with ductus: their size, and that they read, and can be trained on. */

import { existsSync } from 'node:fs';
import { readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { augmentationOf } from '../src/image/index.js';
import { evaluateModel, Recognizer, readLanguage, starterModel } from '../src/index.js';
import type { NGramModel } from '../src/language/index.js';
import { readTrainableModel } from '../src/model/index.js';
import { createDrawer, openFonts } from '../src/synthesis/index.js';
import { characterErrorRate } from '../src/text/index.js';
import { ductus } from './cli-runner.js';
import { drawLines, temporaryFolder } from './lines.js';

const texts = [
  'Je vous remercie de votre lettre du 14 juillet.',
  'The boats on the coast were painted blue and white',
  'Monsieur le Préfet, nous avons reçu votre réponse',
];
const recognizers = ['float32', 'int8'].map((precision) =>
  Recognizer.load(starterModel(precision as 'float32' | 'int8')),
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
    const card = await readFile(join('models', 'README.md'), 'utf8');
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

it('has a language model that knows French', async () => {
  const { model, weight, calibration } = (await readLanguage({ lm: 'starter' })) ?? {};
  expect(weight).toBeGreaterThan(0);
  expect(calibration?.character).toBeGreaterThan(0);
  const surprise = (text: string) => -(model as NGramModel).logProb([...text]);
  expect(surprise(texts[0] as string)).toBeLessThan(surprise([...(texts[0] as string)].reverse().join('')));
});

it('reads with its language model, named or not, and without it by --no-lm', async () => {
  const folder = await temporaryFolder();
  const image = join(await drawLines(folder, 1), 'doc0_000.png');
  const read = async (...args: readonly string[]) => (await ductus(['recognize', ...args, image])).out;
  const texts = await read();
  expect(await read('starter.int8')).toBe(texts);
  expect(await read(starterModel('int8'), '--lm', 'starter')).toBe(texts);
  expect(await read('--no-lm')).not.toBe(texts);
  await rm(folder, { recursive: true });
});

it('has a language model whose weights can be tuned for other lines', async () => {
  const folder = await temporaryFolder();
  const [lines, out] = [await drawLines(join(folder, 'lines'), 3), join(folder, 'lm.json')];
  expect((await ductus(['tune', 'starter.int8', lines, '--lm', 'starter', '--out', out])).err).toBe('');
  const [own, shipped] = [await readLanguage({ lm: out }), await readLanguage({ lm: 'starter' })];
  expect(own?.model?.counts).toEqual(shipped?.model?.counts);
  await rm(folder, { recursive: true });
});

it('can be trained on', async () => {
  const model = readTrainableModel(await readFile(starterModel()), 'starter');
  expect(model.alphabet.missing(texts.join(''))).toEqual([]);
  expect(model.metadata.calibration.character).not.toBe(1);
});

const shared = process.env.DUCTUS_SHARED ?? join('..', 'shared');
const letters = join(shared, 'lines', 'lathrop-en', 'val');
it.skipIf(!existsSync(letters))('reads letters that it was not trained on', async () => {
  const { characterErrorRate: rate, lines } = await evaluateModel('starter', [letters]);
  expect(lines).toHaveLength(30);
  expect(rate).toBeLessThan(0.25);
  const language = await readLanguage({ lm: 'starter' });
  const withLanguage = await evaluateModel('starter', [letters], { language });
  expect(withLanguage.characterErrorRate).toBeLessThan(rate);
});
