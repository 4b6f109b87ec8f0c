import { rm } from 'node:fs/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { drawLines, temporaryFolder, untrainedModel } from '../../test/lines.js';
import { openDataset } from '../dataset/node.js';
import { Recognizer } from '../recognition/index.js';
import { compareModels, withoutTexts } from './index.js';
import { evaluateModel, tuneLanguage } from './node.js';

let folder: string;

beforeAll(async () => {
  folder = await drawLines(await temporaryFolder(), 6);
});

afterAll(() => rm(folder, { recursive: true, force: true }));

it('each model has the figures that it has alone, and a recogniser that was given stays open', async () => {
  const alone = await evaluateModel(untrainedModel(), [folder], { threads: 1 });
  const { samples } = await openDataset([folder]);
  await using recognizer = await Recognizer.load(untrainedModel());
  const told: string[] = [];
  const compared = await compareModels(
    [
      { name: 'bytes', model: untrainedModel() },
      { name: 'open', model: recognizer },
    ],
    samples,
    { threads: 1, progress: ({ name, done, lines }) => told.push(`${name} ${done}/${lines}`) },
  );
  expect(compared.map(({ name }) => name)).toEqual(['bytes', 'open']);
  for (const { evaluation, linesPerSecond } of compared) {
    expect(evaluation.characterErrorRate).toBe(alone.characterErrorRate);
    expect(evaluation.lines.map(({ prediction }) => prediction)).toEqual(
      alone.lines.map(({ prediction }) => prediction),
    );
    expect(linesPerSecond).toBeGreaterThan(0);
  }
  expect(told.at(-1)).toBe('open 6/6');
  await recognizer.recognize({ width: 60, height: 24, data: new Uint8Array(60 * 24).fill(255) });
});

it('lines whose texts are known are left out, by the rules that the lines were compared by', async () => {
  const evaluation = await evaluateModel(untrainedModel(), [folder], { threads: 1 });
  const [first, ...rest] = evaluation.lines;
  const known = [` ${first?.reference}  `];
  const unseen = withoutTexts(evaluation, known);
  expect(unseen.lines).toEqual(rest.filter(({ reference }) => reference !== first?.reference));
  expect(unseen.lines.length).toBeGreaterThan(0);
});

it('the search for weights hears an abort between two decodings', async () => {
  const controller = new AbortController();
  const language = { weight: 0, bonus: 0, beam: 2 };
  let trials = 0;
  const tuning = tuneLanguage(untrainedModel(), [folder], {
    language,
    threads: 1,
    signal: controller.signal,
    progress: (_, tried) => {
      trials = tried;
      // As an interrupt comes: from outside, once the thread is free.
      setTimeout(() => controller.abort(new Error('enough')), 0);
    },
  });
  await expect(tuning).rejects.toThrow('enough');
  expect(trials).toBeLessThanOrEqual(2);
});
