/** What an evaluation must not hide: what was invented, and what was never read. */
import { copyFile, mkdir, rm, truncate, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { evaluateModel, evaluatePredictions, starterModel } from '../src/index.js';
import { sharedProcess } from './cli-runner.js';
import { drawLines, temporaryFolder } from './lines.js';

const ductus = sharedProcess();
let folder: string;
let lines: string;
const namesOf = (named: readonly { readonly name: string }[]) => named.map(({ name }) => basename(name));

beforeAll(async () => {
  folder = await temporaryFolder();
  lines = await drawLines(join(folder, 'lines'), 4);
  for (let i = 0; i < 4; i++) await writeFile(join(lines, `doc0_00${i}.gt.txt`), `abc ${i}`);
  // Letters of which the reference says that nothing is there.
  await copyFile(join(lines, 'doc0_000.png'), join(lines, 'blank_000.png'));
  await writeFile(join(lines, 'blank_000.gt.txt'), '\n');
});

afterAll(() => rm(folder, { recursive: true, force: true }));

describe('lines with an empty reference', () => {
  it('are read and counted beside the rates of a model, and named', async () => {
    const {
      lines: own,
      withoutText,
      characterErrorRate,
    } = await evaluateModel(starterModel('int8'), [lines], {
      language: false,
    });
    expect(own).toHaveLength(4);
    expect(namesOf(withoutText)).toEqual(['blank_000']);
    const [blank] = withoutText;
    expect(blank?.prediction).not.toBe('');
    const { code, out } = await ductus(['evaluate', starterModel('int8'), lines, '--no-lm', '--json']);
    expect(code).toBe(0);
    const json = JSON.parse(out);
    expect(json.characterErrorRate).toBe(characterErrorRate);
    expect(json.withoutText).toMatchObject({ lines: 1, read: 1, confidence: blank?.read?.confidence });
    expect(json.withoutText.named[0]).toMatchObject({ prediction: blank?.prediction });
    expect(json.skipped).toEqual([]);
  });

  it('are counted in the same way for texts of another system, and printed', async () => {
    const texts = join(folder, 'invented');
    await mkdir(texts);
    for (let i = 0; i < 4; i++) await writeFile(join(texts, `doc0_00${i}.txt`), `abc ${i}`);
    await writeFile(join(texts, 'blank_000.txt'), 'entendaient');
    const report = join(folder, 'report.html');
    const { code, out } = await ductus(['evaluate', '--predictions', texts, lines, '--report', report]);
    expect(code).toBe(0);
    expect(out).toContain('CER 0.00%');
    expect(out).toMatch(
      /1 line without text \(in no rate above\): 1 \(100\.0%\) read as something, 11 characters invented\n {2}.*blank_000\n {4}read entendaient/,
    );
  });

  it('alone give no rate of lines with text', async () => {
    const texts = join(folder, 'invented');
    const { code, out } = await ductus(['evaluate', '--predictions', texts, join(lines, 'blank_000.png'), '--json']);
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ characterErrorRate: null, wordErrorRate: null, withoutText: { read: 1 } });
  });
});

describe('predictions that are missing', () => {
  let half: string;

  beforeAll(async () => {
    half = join(folder, 'half');
    await mkdir(half);
    for (const i of [0, 1]) await writeFile(join(half, `doc0_00${i}.txt`), `abc ${i}`);
  });

  it('count as read empty, are named, and end with exit code 1', async () => {
    const evaluation = await evaluatePredictions(half, [lines]);
    expect(evaluation.characterErrorRate).toBe(0.5);
    expect(namesOf(evaluation.lines.filter(({ missing }) => missing))).toEqual(['doc0_002', 'doc0_003']);
    const { code, out, err } = await ductus(['evaluate', '--predictions', half, lines]);
    expect(out).toContain('CER 50.00%');
    expect(err).toMatch(/3 of 5 lines counted as read empty[\s\S]*doc0_002\n.*doc0_003\n.*blank_000/);
    expect(code).toBe(1);
    const asJson = await ductus(['evaluate', '--predictions', half, lines, '--json']);
    expect(JSON.parse(asJson.out).missing.map((name: string) => basename(name))).toEqual([
      'doc0_002',
      'doc0_003',
      'blank_000',
    ]);
    expect(asJson.code).toBe(1);
  });

  it('a folder that is not there is none of predictions', async () => {
    const { code, err } = await ductus(['evaluate', '--predictions', join(folder, 'nowhere'), lines]);
    expect(err).toContain('nowhere: no such folder of predictions');
    expect(code).toBe(1);
  });
});

it('predictions that are too large, no file or no text are named, and end with exit code 1', async () => {
  const texts = join(folder, 'unusable');
  await mkdir(join(texts, 'doc0_000.txt'), { recursive: true });
  await writeFile(join(texts, 'doc0_001.txt'), '');
  await truncate(join(texts, 'doc0_001.txt'), 2e9);
  await writeFile(join(texts, 'doc0_002.txt'), Buffer.from([0x61, 0xe9, 0x62]));
  for (const name of ['doc0_003', 'blank_000']) await writeFile(join(texts, `${name}.txt`), '');
  const { code, err } = await ductus(['evaluate', '--predictions', texts, lines]);
  expect(err).toContain('3 predictions could not be compared');
  expect(err).toMatch(/the prediction is a folder, not a file: .*doc0_000\.txt/);
  expect(err).toMatch(/the prediction must be at most 1 MB large, got 2,000 MB: .*doc0_001\.txt/);
  expect(err).toMatch(/the prediction is not valid UTF-8 .*: .*doc0_002\.txt/);
  expect(code).toBe(1);
});
