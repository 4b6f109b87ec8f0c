/** Language models made, tuned, and read with by the command. */
import { copyFile, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { sharedProcess } from '../cli-runner.js';
import { workspace } from './workspace.js';

const { lines, model, folder } = workspace();
const ductus = sharedProcess();

it('a language model is made from texts, weighed on lines, and read with', async () => {
  const [lm, tuned, report] = ['lm.arpa', 'lm.json', 'lm.html'].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ];
  const made = await ductus(['train-lm', lines, '--val', lines, '--out', lm, '--order', '3', '--json']);
  expect(made.code).toBe(0);
  expect(JSON.parse(made.out)).toMatchObject({ lines: 30, order: 3, words: false });
  expect(JSON.parse(made.out).perplexity).toBeLessThan(8);

  const found = await ductus([
    'tune',
    model,
    lines,
    '--lm',
    lm,
    '--out',
    tuned,
    '--beam',
    '4',
    '--lines',
    '20',
    '--json',
  ]);
  expect(found.code, found.err).toBe(0);
  const { best, calibration, trials, greedyErrorRate } = JSON.parse(found.out);
  expect(trials.length).toBeGreaterThan(8);
  // What is written on paper counts too, so none is better in both.
  const isBetter = (one: typeof best) =>
    one.characterErrorRate < best.characterErrorRate && one.invented <= best.invented;
  expect(trials.filter(isBetter)).toEqual([]);
  const { tuning, ...file } = JSON.parse(await readFile(tuned, 'utf8'));
  const { weight, bonus } = best;
  expect(file).toEqual({ ductus: 'language', lm: 'lm.arpa', weight, bonus, beam: 4, calibration });
  expect(tuning).toMatchObject({ lines: 20, greedyErrorRate, characterErrorRate: best.characterErrorRate });

  const keeping = async (...kept: readonly string[]) => {
    const args = ['tune', model, lines, '--lm', lm, '--out', join(folder, 'kept.json'), '--beam', '4', '--lines', '5'];
    return JSON.parse((await ductus([...args, '--json', ...kept])).out).trials as readonly (typeof best)[];
  };
  expect(await keeping('--lm-weight', '0.3', '--lm-bonus', '-1')).toMatchObject([{ weight: 0.3, bonus: -1 }]);
  const oneKept = await keeping('--lm-bonus', '1.5');
  expect(new Set(oneKept.map((one) => one.bonus))).toEqual(new Set([1.5]));
  expect(new Set(oneKept.map((one) => one.weight)).size).toBeGreaterThan(2);

  const evaluated = await ductus(['evaluate', model, lines, '--lm', tuned, '--report', report]);
  expect(evaluated.code).toBe(0);
  const html = await readFile(report, 'utf8');
  const shown = [`(weight ${best.weight}, bonus ${best.bonus}, beam 4)`, '<h2>Confidence</h2>', '<svg class="reading"'];
  expect(shown.filter((part) => !html.includes(part))).toEqual([]);

  const image = join(lines, 'doc0_000.png');
  const read = async (...flags: readonly string[]) =>
    JSON.parse((await ductus(['recognize', model, image, '--json', ...flags])).out).text;
  const certain = await read('--lm', lm, '--lm-weight', '0', '--lm-bonus', '40');
  expect(certain.length).toBeGreaterThan((await read()).length);
});

it('what was tuned for a model lies beside it, and is read with unless a flag says otherwise', async () => {
  const home = join(folder, 'beside');
  await mkdir(home);
  const [own, small, lm] = ['own.onnx', 'own.int8.onnx', 'texts.arpa'].map((name) => join(home, name)) as [
    string,
    string,
    string,
  ];
  await copyFile(model, own);
  await copyFile(model, small);
  await ductus(['train-lm', lines, '--out', lm, '--order', '3']);
  const { code, out } = await ductus(['tune', own, lines, '--lm', lm, '--lm-weight', '0', '--lm-bonus', '40']);
  expect(out).toContain(`${join(home, 'own.lm.json')}: weight 0, bonus 40`);
  expect(code).toBe(0);

  const evaluate = async (...args: readonly string[]) => {
    const {
      model: path,
      language,
      lines: read,
    } = JSON.parse((await ductus(['evaluate', ...args, lines, '--json'])).out);
    return { path, language, texts: read.map(({ prediction }: { readonly prediction: string }) => prediction) };
  };
  const [plain, withLanguage] = [await evaluate(own, '--no-lm'), await evaluate(own)];
  expect(plain).toEqual({ path: own, language: null, texts: (await evaluate(model)).texts });
  expect(withLanguage.language).toEqual({ lm: join(home, 'own.lm.json'), weight: 0, bonus: 40, beam: 32 });
  expect(withLanguage.texts.join('').length).toBeGreaterThan(plain.texts.join('').length);
  expect((await evaluate(small)).texts).toEqual(withLanguage.texts);
  expect((await evaluate(own, '--lm', lm, '--lm-weight', '0', '--lm-bonus', '0')).texts).not.toEqual(
    withLanguage.texts,
  );
  const image = join(lines, 'doc0_000.png');
  const read = async (...flags: readonly string[]) => (await ductus(['recognize', own, image, ...flags])).out;
  expect(await read()).not.toBe(await read('--no-lm'));

  const failed = async (...flags: readonly string[]) => {
    const { code, err } = await ductus(['recognize', own, image, ...flags]);
    return { code, err: err.replaceAll(home, '') };
  };
  const noWords = { code: 1, err: expect.stringMatching(/^ductus: .words\.txt: the list of words can't be read/) };
  expect(await failed('--lexicon', join(home, 'words.txt'))).toEqual(noWords);
  await rm(lm);
  const noModel =
    /own\.lm\.json: it lies beside the model; --no-lm reads without it.*texts\.arpa: the language model can't be read/;
  expect(await failed()).toEqual({ code: 1, err: expect.stringMatching(noModel) });
  // Training does not read with it, so nothing is wrong with a damaged one.
  await writeFile(join(home, 'own.lm.json'), 'rubbish');
  const again = await ductus([
    'train',
    lines,
    '--overwrite',
    '--out',
    own,
    '--from',
    model,
    '--run',
    join(home, 'run'),
    '--steps',
    '1',
  ]);
  expect(again.out).toContain('own.lm.json was tuned for another model');
});
