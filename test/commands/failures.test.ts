/** What fails: the file is named, the exit code is 1, and what is bad is skipped by name. */
import { cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { train } from '../../src/index.js';
import { sharedProcess } from '../cli-runner.js';
import { tinySpec } from '../lines.js';
import { quick } from './trained.js';
import { workspace } from './workspace.js';

const { lines, model, run: firstRun, folder } = workspace();
const ductus = sharedProcess();

describe('failures end with exit code 1, name the file, and show no stack', () => {
  it.each([
    [
      'a folder that is not there',
      () => ['train', join(folder, 'nowhere'), '--out', 'm.onnx'],
      'no such file or folder',
    ],
    [
      'a model that is not there',
      () => ['recognize', 'nowhere.onnx', join(lines, 'doc0_000.png')],
      'nowhere.onnx: no such file',
    ],
    ['an image that is not there', () => ['recognize', model, 'nowhere.png'], 'nowhere.png: no such image'],
    ['a file that is no model', () => ['inspect', join(folder, 'fake.onnx')], 'not an ONNX file'],
    [
      'a specification that can not be read',
      () => ['train', lines, '--out', 'm.onnx', '--spec', '[1,48,0,1 Xy]'],
      'a layer must be one of',
    ],
    [
      'a run that is there already',
      () => ['train', lines, '--out', model, '--run', firstRun, ...quick],
      'already holds a run',
    ],
    ['a text that is not there', () => ['train-lm', 'nowhere.txt', '--out', 'lm.arpa'], 'nowhere.txt: no such file'],
    [
      'a language model that is none',
      () => ['recognize', model, join(lines, 'doc0_000.png'), '--lm', join(folder, 'fake.onnx')],
      'the file must hold \\data\\',
    ],
    [
      'lines to repeat that are not trained on',
      () => ['train', lines, '--out', join(folder, 'm.onnx'), '--repeat', `${folder}=x=2`, ...quick],
      'no such file or folder',
    ],
    [
      'an unknown text of a list',
      () => ['train-lm', join(folder, 'fake*.txt'), '--out', 'lm.arpa'],
      'no file matches it as a pattern',
    ],
    ['a run that is not there', () => ['train', '--resume', join(folder, 'none')], 'no run is there'],
  ])('%s', async (_, args, message) => {
    await writeFile(join(folder, 'fake.onnx'), 'not a model');
    const { code, err } = await ductus(args());
    expect(err).toContain(message);
    expect(code).toBe(1);
    expect(err).not.toMatch(/\n\s+at /);
  });
});

it('a data set with nothing usable ends with exit code 1 and the reasons', async () => {
  const empty = join(folder, 'empty');
  await mkdir(empty, { recursive: true });
  await writeFile(join(empty, 'a.png'), 'x');
  await writeFile(join(empty, 'a.gt.txt'), 'abc');
  const { code, err } = await ductus(['train', empty, '--out', 'm.onnx', ...quick]);
  expect(code).toBe(1);
  expect(err).toMatch(/no usable line[\s\S]*1 × the image is empty, damaged/);
});

it('bad files are skipped by name and reason, and the rest is trained on', async () => {
  const bad = join(folder, 'bad');
  await cp(lines, bad, { recursive: true });
  await writeFile(join(bad, 'broken_001.png'), 'not an image');
  await writeFile(join(bad, 'broken_001.gt.txt'), 'abc');
  await writeFile(join(bad, 'alone_001.png'), await readFile(join(lines, 'doc0_000.png')));
  await writeFile(join(bad, 'empty_001.png'), await readFile(join(lines, 'doc0_000.png')));
  await writeFile(join(bad, 'empty_001.gt.txt'), ' \n');
  await writeFile(join(bad, 'long_001.png'), await readFile(join(lines, 'doc0_000.png')));
  await writeFile(join(bad, 'long_001.gt.txt'), 'abcde'.repeat(40));
  await writeFile(join(bad, 'latin_001.png'), await readFile(join(lines, 'doc0_000.png')));
  await writeFile(join(bad, 'latin_001.gt.txt'), Buffer.from([0x61, 0xe9, 0x62]));
  const { code, out } = await ductus([
    'train',
    bad,
    '--out',
    join(folder, 'bad.onnx'),
    '--run',
    join(folder, 'bad-run'),
    ...quick,
  ]);
  expect(code).toBe(0);
  for (const reason of [
    /1 × the image is empty, damaged.*broken_001\.png/,
    /1 × no \.gt\.txt beside the image: .*alone_001\.png/,
    /1 × the text is empty: .*empty_001/,
    /1 × more text than the image has frames.*long_001\.png \(200 needed, \d+ there\)/,
    /1 × the text is not valid UTF-8 .*: .*latin_001/,
  ]) {
    expect(out).toMatch(reason);
  }
  expect(out).toContain('5 files skipped');
});

it('inspect counts lines, characters and what would be skipped', async () => {
  const result = JSON.parse((await ductus(['inspect', join(folder, 'bad'), '--json'])).out);
  expect(result.lines).toBe(31);
  expect(result.skipped.length).toBe(4);
  expect(result.infeasible).toEqual([expect.objectContaining({ detail: expect.stringContaining('200 needed') })]);
  const text = (await ductus(['inspect', lines])).out;
  expect(text).toContain('30 lines of 3 documents');
  expect(text).toContain('nothing is skipped');
  expect((await ductus(['inspect', model])).out).toContain('software: ductus');
});

it('an image that breaks only in its pixels is found while training and named', async () => {
  const cut = join(folder, 'cut');
  await cp(lines, cut, { recursive: true });
  const whole = await readFile(join(lines, 'doc0_001.png'));
  await writeFile(join(cut, 'doc0_001.png'), whole.subarray(0, Math.floor(whole.length / 2)));
  const { code, out } = await ductus([
    'train',
    cut,
    '--out',
    join(folder, 'cut.onnx'),
    '--run',
    join(folder, 'cut-run'),
    ...quick,
  ]);
  expect(code).toBe(0);
  expect(out).toMatch(/doc0_001\.png/);
});

it('an option of the library that is misspelt names the nearest', async () => {
  const options = { data: [lines], out: join(folder, 'x.onnx'), lerningRate: 1 };
  await expect(train(options).next()).rejects.toThrow('unknown option lerningRate; did you mean learningRate?');
});

it('a configuration file takes the flags by name, the command line wins, and a misspelt key names the nearest', async () => {
  const config = join(folder, 'config.yaml');
  await writeFile(
    config,
    `spec: "${tinySpec}"\nsteps: 99\nbatch-pixels: 20000\nout: ${join(folder, 'configured.onnx')}\n`,
  );
  const { out, code } = await ductus([
    'train',
    lines,
    '--config',
    config,
    '--steps',
    '3',
    '--run',
    join(folder, 'configured'),
  ]);
  expect(code).toBe(0);
  expect(out).toContain('3 steps are done');
  await writeFile(config, 'lerning-rate: 0.1\n');
  const wrong = await ductus(['train', lines, '--out', 'm.onnx', '--config', config]);
  expect(wrong.code).toBe(2);
  expect(wrong.err).toContain('unknown key "lerning-rate"; did you mean "learning-rate"?');
});
