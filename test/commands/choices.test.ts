/** What training is told about its data and its network goes into the model, and on from it. */
import { copyFile, cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { readModel } from '../../src/model/index.js';
import { sharedProcess } from '../cli-runner.js';
import { drawLines, tinySpec } from '../lines.js';
import { quick } from './trained.js';
import { workspace } from './workspace.js';

const { lines, model, folder } = workspace();
const ductus = sharedProcess();

it('preprocessing is written into the model, kept by what goes on from it, and done when it reads', async () => {
  const out = join(folder, 'prepared.onnx');
  const options = ['--steps', '2', '--spec', tinySpec, '--run'];
  const first = await ductus([
    ...['train', lines, '--out', out, ...options, join(folder, 'prepared')],
    ...['--preprocessing', 'background,deskew,sauvola,padding=0.5'],
  ]);
  expect(first.code).toBe(0);
  expect((await ductus(['inspect', out])).out).toContain(
    'images        contrast, background, deskew, sauvola, padding=0.5',
  );
  const next = join(folder, 'prepared-next.onnx');
  await ductus(['train', lines, '--from', out, '--out', next, '--steps', '1', '--run', join(folder, 'prepared-next')]);
  const { preprocessing } = JSON.parse((await ductus(['inspect', next, '--json'])).out);
  expect(preprocessing).toMatchObject({ deskew: true, deslant: false, binarize: 'sauvola', padding: 0.5 });
  const read = JSON.parse((await ductus(['recognize', out, join(lines, 'doc0_000.png'), '--json'])).out);
  expect(typeof read.text).toBe('string');
  const wrong = await ductus(['train', lines, '--out', out, '--preprocessing', 'deskw']);
  expect(wrong.err).toContain('did you mean deskew?');
  expect(wrong.code).toBe(2);
});

it('a line height goes with a network whose last pool takes all rows, and a model that goes on has it', async () => {
  const [folded, tall] = [join(folder, 'folded.onnx'), join(folder, 'tall.onnx')];
  const options = (name: string) => ['--steps', '1', '--run', join(folder, name)];
  const spec = '[1,32,0,1 Cr3,3,4 Mp2,2 Bn Mp16,1 Lbx8]';
  expect((await ductus(['train', lines, '--out', folded, '--spec', spec, ...options('folded')])).code).toBe(0);
  const from = ['train', lines, '--from', folded, '--line-height', '48', '--learning-rate', '1e-9'];
  expect((await ductus([...from, '--average-decay', '0', '--out', tall, ...options('tall')])).code).toBe(0);
  const modelAt = async (path: string) => readModel(await readFile(path));
  const [before, after] = [await modelAt(folded), await modelAt(tall)];
  expect(after.network.spec).toContain('[1,48,0,1 Cr3,3,4 Mp2,2 Bn Mp24,1 Lbx8');
  for (const [name, values] of before.weights) {
    if (name.startsWith('batchNorm')) continue;
    values.forEach((value, i) => expect(Math.abs(value - (after.weights.get(name)?.[i] as number))).toBeLessThan(1e-6));
  }
  const fixed = await ductus(['train', lines, '--out', join(folder, 'fixed.onnx'), '--line-height', '48', ...quick]);
  expect(fixed.err).toContain('the line height can be changed only where the last pool (Mp) takes all rows');
  expect(fixed.code).toBe(1);
});

it('characters outside a kept alphabet are skipped by name; union learns them', async () => {
  const other = join(folder, 'other');
  await cp(lines, other, { recursive: true });
  await writeFile(join(other, 'doc1_000.gt.txt'), 'aßb');
  const args = (mode: string) => [
    'train',
    other,
    '--from',
    model,
    '--alphabet',
    mode,
    '--out',
    join(folder, `${mode}.onnx`),
    '--run',
    join(folder, mode),
    '--steps',
    '2',
    '--val',
    lines,
    '--seed',
    '9',
  ];
  const renamed = await drawLines(join(folder, 'val'), 5, 3);
  const withVal = (mode: string) => args(mode).map((arg) => (arg === lines ? renamed : arg));
  const keep = await ductus(withVal('keep'));
  expect(keep.out).toMatch(/1 × characters outside the alphabet: .*doc1_000\.png \(ß\)/);
  const union = await ductus(withVal('union'));
  expect(union.code).toBe(0);
  expect((await ductus(['inspect', join(folder, 'union.onnx')])).out).toMatch(/alphabet .*ß/);
});

it('lines that are to stand several times in an epoch do, and the head learns first where characters are new', async () => {
  const [small, out] = [join(folder, 'few'), join(folder, 'from.onnx')];
  await mkdir(small);
  await copyFile(join(lines, 'doc0_000.png'), join(small, 'new_000.png'));
  await writeFile(join(small, 'new_000.gt.txt'), 'xyz');
  const flags = ['--out', out, '--run', join(folder, 'repeated'), '--from', model, '--repeat', `${small}=5`, '--json'];
  const limits = ['--steps', '2', '--batch-pixels', '20000'];
  const { code, out: log } = await ductus(['train', lines, small, '--val', lines, ...flags, ...limits]);
  expect(log).toContain('"kind":"end"');
  expect(code).toBe(0);
  const events = log
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(events[0]).toMatchObject({ kind: 'start', trainingLines: 1, alphabet: 9 });
  expect(events.find(({ kind }) => kind === 'step')).toMatchObject({ lines: 5 });
  const { settings, repeat } = JSON.parse(await readFile(join(folder, 'repeated', 'config.json'), 'utf8'));
  expect(settings.headSteps).toBe(100);
  expect(repeat).toEqual({ [small]: 5 });
  const [old, grown] = (await Promise.all([model, out].map((path) => readFile(path)))).map((bytes) => readModel(bytes));
  expect(grown?.metadata.provenance.startedFrom).toMatchObject({
    ...old?.metadata.provenance,
    model: expect.stringMatching(/^…\/[^/]+\/[^/]+\.onnx$/),
  });
  const [before, after] = [old?.weights, grown?.weights];
  // The alphabet grew, so two steps changed the output only, but for the rounding of the average.
  const changeOf = (name: string) =>
    Math.max(...(before?.get(name) ?? []).map((value, i) => Math.abs(value - (after?.get(name)?.[i] as number))));
  expect(changeOf('lstm0.recurrent')).toBeLessThan(1e-6);
  expect(changeOf('conv0.filters')).toBeLessThan(1e-6);
});
