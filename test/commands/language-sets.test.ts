/** Reading each document in its language, by the command. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { sharedProcess } from '../cli-runner.js';
import { workspace } from './workspace.js';

const { lines, model, folder } = workspace();
const ductus = sharedProcess();
let lm: string;

beforeAll(async () => {
  lm = join(folder, 'drawn.lm');
  const made = await ductus(['train-lm', lines, '--out', lm, '--order', '4']);
  expect(made.code, made.err).toBe(0);
});

it('a packed language model is looked into, read with, and the same as ARPA', async () => {
  const { out } = await ductus(['inspect', lm]);
  expect(out).toContain('a language model of characters (packed)');
  expect(out).toContain('30 lines');
  const arpa = join(folder, 'drawn.arpa');
  await ductus(['train-lm', lines, '--out', arpa, '--order', '4']);
  expect(JSON.parse((await ductus(['inspect', arpa, '--json'])).out)).toMatchObject({
    form: 'ARPA',
    name: 'drawn',
    order: 4,
  });
  const read = async (path: string) =>
    JSON.parse((await ductus(['evaluate', model, lines, '--lm', path, '--json'])).out);
  const [packed, written] = [await read(lm), await read(arpa)];
  expect(packed.characterErrorRate).toBeCloseTo(written.characterErrorRate, 1);
});

it('with languages it says in which each document was, and none reads as without', async () => {
  const evaluate = async (...flags: readonly string[]) =>
    JSON.parse((await ductus(['evaluate', model, lines, '--json', ...flags])).out);
  const auto = await evaluate('--language', lm);
  expect(auto.language).toMatchObject({ of: ['drawn'] });
  const documents = Object.values(auto.languages as Record<string, number>).reduce((sum, n) => sum + n, 0);
  expect(documents).toBe(auto.documents);
  expect((await evaluate('--language', 'none')).lines).toEqual((await evaluate('--no-lm')).lines);
  const image = join(lines, 'doc0_000.png');
  const read = JSON.parse((await ductus(['recognize', model, image, '--json', '--language', lm])).out);
  expect(read.language.found).toMatchObject({ trust: expect.any(Number) });
});

it('weights of languages are tuned, kept beside the model or elsewhere, and read with', async () => {
  const out = join(folder, 'languages.lm.json');
  const tuned = await ductus([
    'tune',
    model,
    lines,
    '--language',
    lm,
    '--out',
    out,
    '--beam',
    '4',
    '--lines',
    '10',
    '--json',
  ]);
  expect(tuned.code, tuned.err).toBe(0);
  expect(JSON.parse(tuned.out).best.harm).toEqual({ sets: expect.any(Number), documents: expect.any(Number) });
  expect(JSON.parse(await readFile(out, 'utf8'))).toMatchObject({ languages: ['drawn.lm'] });
  expect((await ductus(['evaluate', model, lines, '--lm', out])).code).toBe(0);
});

it.each([
  [['--language', 'fz'], /fz: no language of this name.*There are de, en, es, fr, it, la, nl, pt/],
  [['--language', 'fr', '--no-lm'], /--language and --no-lm each say/],
  [['--language', ','], /auto, none, or names/],
  [['--language', 'none', '--lm-weight', '1'], /weigh a language model; leave out --language none/],
])('wrong flags say what is right: %s', async (flags, message) => {
  const { code, err } = await ductus(['recognize', model, join(lines, 'doc0_000.png'), ...flags]);
  expect(code).not.toBe(0);
  expect(err).toMatch(message);
});
