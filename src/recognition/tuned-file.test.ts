import { mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../test/lines.js';
import { starterLanguage, tunedPlace, writeTunedLanguage } from './node.js';

let folder: string;
const inFolder = (...parts: readonly string[]) => join(folder, ...parts);

beforeAll(async () => {
  folder = await temporaryFolder();
  await mkdir(inFolder('models'));
  await mkdir(inFolder('folder.json'));
});

afterAll(() => rm(folder, { recursive: true, force: true }));

describe('tuned weights go', () => {
  it('beside the model, whatever its precision, where they name files of its folder or the starter', async () => {
    const lm = inFolder('models', 'lm.arpa');
    const beside = inFolder('models', 'm.lm.json');
    expect(await tunedPlace(inFolder('models', 'm.onnx'), { lm })).toBe(beside);
    expect(await tunedPlace(inFolder('models', 'm.int8.onnx'), { lm: 'starter' })).toBe(beside);
  });

  it.each<[string, string, string | undefined, object]>([
    ['a folder as the model', 'lines', undefined, { code: 'language/unwritable' }],
    ['the starter, whose weights come with it', 'starter', undefined, { details: { path: starterLanguage() } }],
    ['a place that is no .json file', 'm.onnx', 'lm.txt', { code: 'language/unwritable', details: { path: 'lm.txt' } }],
    ['a place that a folder has', 'm.onnx', 'FOLDER', { code: 'language/unwritable' }],
  ])('not anywhere: %s', async (_, model, out, failure) => {
    const place = out === 'FOLDER' ? inFolder('folder.json') : out;
    const refused = await tunedPlace(model, { lm: 'starter' }, place).catch((error: unknown) => error);
    expect(refused).toMatchObject({ name: 'LanguageError', ...failure });
  });

  it('not beside the model with a file of another folder, but elsewhere with it', async () => {
    const [model, lm] = [inFolder('models', 'm.onnx'), inFolder('lm.arpa')];
    const refused = await tunedPlace(model, { lm: 'starter', lexicon: lm }).catch((error: unknown) => error);
    expect(refused).toMatchObject({ code: 'language/outside', details: { value: lm } });
    expect(await tunedPlace(model, { lm }, inFolder('else.json'))).toBe(inFolder('else.json'));
  });
});

it('the file names others as they are seen from its folder', async () => {
  const out = inFolder('models', 'tuned.json');
  const files = { lm: inFolder('lm.arpa'), lexicon: inFolder('models', 'words.txt') };
  await writeTunedLanguage(out, { ...files, weight: 1, bonus: 2, beam: 4 });
  expect(JSON.parse(await readFile(out, 'utf8'))).toEqual({
    ...{ ductus: 'language', lm: '../lm.arpa', lexicon: 'words.txt' },
    ...{ weight: 1, bonus: 2, beam: 4 },
  });
});
