/** Models made of models: in 8 bits, and means. */
import { readFile, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { expect, it } from 'vitest';
import { starterModel } from '../../src/index.js';
import { readModel } from '../../src/model/index.js';
import { ductus as ductusAlone, sharedProcess } from '../cli-runner.js';
import { quick } from './trained.js';
import { workspace } from './workspace.js';

const { lines, model, folder } = workspace();
const ductus = sharedProcess();

it('a model in 8 bits is written at the end of a run or from any model, and its cost is said', async () => {
  const out = join(folder, 'both.onnx');
  const trained = await ductus(['train', lines, '--out', out, '--run', join(folder, 'both'), ...quick, '--quantize']);
  expect(trained.out).toMatch(/both\.int8\.onnx: 0\.\d MB in 8 bits, validation CER [\d.]+% instead of [\d.]+%/);
  const again = join(folder, 'again.onnx');
  const { code, out: said } = await ductus(['quantize', out, lines, '--out', again]);
  expect(code).toBe(0);
  expect(said).toMatch(/float32 +CER [\d.]+%, \d+ lines\/s\nint8 +CER [\d.]+%/);
  const other = join(folder, 'from8.onnx');
  const from = await ductus([
    'train',
    lines,
    '--from',
    again,
    '--out',
    other,
    '--run',
    join(folder, 'from8'),
    ...quick,
  ]);
  expect(from.err).toContain('an int8 model only reads');
  expect(from.code).toBe(1);
});

it('a model whose weights are stored in 16 bits is half as large, reads the same, and is gone on from', async () => {
  const [half, more] = ['half.onnx', 'more.onnx'].map((name) => join(folder, name)) as [string, string];
  const { code, out } = await ductus(['quantize', model, lines, '--bits', '16', '--out', half, '--json']);
  expect(code).toBe(0);
  const { bytes, float32, float16 } = JSON.parse(out);
  expect(bytes).toBe((await stat(half)).size);
  expect(bytes).toBeLessThan(0.75 * (await stat(model)).size);
  expect(Math.abs(float16.characterErrorRate - float32.characterErrorRate)).toBeLessThan(0.02);
  expect((await ductus(['inspect', half])).out).toContain('stored in 16 bits');
  const trained = await ductus([
    'train',
    lines,
    '--from',
    half,
    '--out',
    more,
    '--run',
    join(folder, 'more'),
    ...quick,
  ]);
  expect(trained.code).toBe(0);
  expect(readModel(await readFile(more)).metadata.precision).toBe('float32');
  const wrong = await ductus(['quantize', model, lines, '--bits', '4', '--out', half]);
  expect([wrong.code, wrong.err]).toEqual([2, expect.stringContaining('8 or 16')]);
});

it('the mean of models reads, says what it comes from, and is compared with each', async () => {
  const [one, two, out] = ['mean-1.onnx', 'mean-2.onnx', 'mean.onnx'].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ];
  for (const [seed, path] of [one, two].entries()) {
    const flags = ['--seed', String(seed + 5), '--out', path, '--run', join(folder, `mean-${seed}`), '--steps', '8'];
    await ductus(['train', lines, '--from', model, '--batch-pixels', '20000', ...flags]);
  }
  const { code, out: told } = await ductus(['average', one, two, '--val', lines, '--out', out, '--json']);
  expect(code).toBe(0);
  const rateOf = async (path: string) =>
    JSON.parse((await ductus(['evaluate', path, lines, '--json'])).out).characterErrorRate;
  const measured = [];
  for (const path of [one, two, out]) measured.push({ model: path, characterErrorRate: await rateOf(path) });
  expect(JSON.parse(told)).toEqual({ out, lines: 30, measured });
  const { metadata } = readModel(await readFile(out));
  expect(metadata.provenance.meanOf).toMatchObject(
    [one, two].map((path) => ({ model: expect.stringMatching(new RegExp(`^…/[^/]+/${basename(path)}$`)) })),
  );
  expect(metadata.metrics.validationCharacterErrorRate).toBe(measured[2]?.characterErrorRate);
  expect(metadata.calibration.character).not.toBe(1);

  const other = await ductus(['average', one, starterModel(), '--val', lines, '--out', out]);
  expect(other.err).toContain('A mean is of models of one network');
  expect(other.code).toBe(1);
  const small = await ductus(['average', one, 'starter.int8', '--val', lines, '--out', out]);
  expect(small.err).toContain('starter.int8: an int8 model only reads');
});

it('a model that is not there ends quantize, whatever threads it has started', async () => {
  const nowhere = join(folder, 'nowhere.onnx');
  const { code, err } = await ductusAlone(['quantize', nowhere, lines, '--out', join(folder, 'never.onnx')]);
  expect([code, err]).toEqual([1, expect.stringContaining(`${nowhere}: no such file`)]);
});
