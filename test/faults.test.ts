/** What users get wrong, and what they see then. */

import { spawn } from 'node:child_process';
import { copyFile, cp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { outputEndings, outputFormats, readPageFile, readTsv } from '../src/formats/index.js';
import { starterModel, train } from '../src/index.js';
import { readModel } from '../src/model/index.js';
import { linesOf } from '../src/page/index.js';
import { imageSize } from '../src/runtime/index.js';
import { applyRules } from '../src/text/index.js';
import { ductus, startDuctus } from './cli-runner.js';
import { drawLines, temporaryFolder, tinySpec } from './lines.js';

let folder: string;
let lines: string;
let model: string;
const quick = ['--spec', tinySpec, '--steps', '6', '--batch-pixels', '20000'];

beforeAll(async () => {
  folder = await temporaryFolder();
  lines = await drawLines(join(folder, 'lines'), 30);
  model = join(folder, 'model.onnx');
  const { code, err } = await ductus(['train', lines, '--out', model, '--run', join(folder, 'first'), ...quick]);
  expect(err).not.toContain('ductus:');
  expect(code).toBe(0);
});

afterAll(() => rm(folder, { recursive: true, force: true }));

describe('wrong usage ends with exit code 2 and says what to do', () => {
  it.each([
    [['train'], 'train needs DATA'],
    [['train', 'x'], 'train needs --out FILE'],
    [['train', 'x', '--out', 'model.pt'], 'must end with .onnx'],
    [['train', 'x', '--out', 'm.onnx', '--minutes', '0'], 'It must be a number above 0.'],
    [['train', 'x', '--out', 'm.onnx', '--steps', '1.5'], 'It must be a whole number of at least 1.'],
    [['train', 'x', '--out', 'm.onnx', '--learnin-rate', '1'], '--learning-rate'],
    [['train', 'x', '--out', 'm.onnx', '--schedule', 'step'], 'cosine, plateau, constant'],
    [['train', 'x', '--out', 'm.onnx', '--alphabet', 'keep'], 'give --from too'],
    [['train', 'x', '--out', 'm.onnx', '--preset', 'best'], 'fast, accurate'],
    [['train', 'x', '--out', 'm.onnx', '--preset', 'fast', '--spec', '[1,48,0,1 Lbx9]'], 'give one of them'],
    [['train', 'x', '--out', 'm.onnx', '--repeat', 'x'], 'It must be DATA=N'],
    [['train', 'x', '--out', 'm.onnx', '--line-height', '0'], 'It must be a whole number of at least 1.'],
    [['train', '--resume', 'r', '--seed', '3'], "--seed can't be changed"],
    [['evaluate', 'lines', 'model.onnx'], 'MODEL.onnx first and DATA after it'],
    [['train', 'x', '--out', 'm.onnx', '--group-by', '('], 'Invalid regular expression'],
    [['evaluate', 'model.onnx'], 'evaluate needs DATA'],
    [['recognise', 'model.onnx'], 'recognize'],
    [['recognize'], "missing required argument 'model-and-image'"],
    [['recognize', 'model.onnx'], 'needs an image after MODEL.onnx'],
    [['pack', 'lines'], 'pack needs --out FILE.parquet'],
    [['quantize', 'model.onnx', 'lines'], 'quantize needs --out FILE.onnx'],
    [['average', 'a.onnx', 'b.onnx'], 'average needs --out FILE.onnx'],
    [['average', 'a.onnx', '--out', 'm.onnx'], 'average needs two models or more'],
    [['average', 'a.onnx', 'b.onnx', '--out', 'm.onnx'], 'average needs --val DATA'],
    [['train-lm', 'x.txt'], 'train-lm needs --out FILE.arpa'],
    [['train-lm', 'x.txt', '--out', 'lm.arpa', '--order', '21'], '--order must be 20 at most'],
    [['tune', 'model.onnx', 'lines', '--out', 'lm.json'], 'tune needs --lm FILE.arpa'],
    [['tune', 'starter', 'lines', '--lm', 'starter'], 'tune starter needs --out FILE.json'],
    [
      ['tune', 'model.onnx', 'lines', '--lm', 'lm.arpa', '--out', 'lm'],
      'tune --out lm: the weights go to a .json file',
    ],
    [['tune', 'lines', 'model.onnx', '--lm', 'lm.arpa'], 'tune takes MODEL.onnx first'],
    [['evaluate', 'model.onnx', 'lines', '--lm-weight', '1'], 'give --lm FILE too'],
    [['evaluate', 'model.onnx', 'lines', '--no-lm', '--lm-weight', '1'], 'leave out --no-lm'],
    [['tune', starterModel(), 'lines', '--lm', 'starter'], 'needs --out FILE.json'],
    [['evaluate', '--predictions', 'texts', 'lines', '--beam', '4'], 'go with a model'],
  ])('ductus %j', async (args, message) => {
    const { code, err } = await ductus(args);
    expect(err).toContain(message);
    expect(code).toBe(2);
    expect(err).not.toMatch(/\n\s+at /);
  });
});

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
      () => ['train', lines, '--out', model, '--run', join(folder, 'first'), ...quick],
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

it('a data set with nothing usable ends with exit code 1 and the reasons', async () => {
  const empty = join(folder, 'empty');
  await mkdir(empty, { recursive: true });
  await writeFile(join(empty, 'a.png'), 'x');
  await writeFile(join(empty, 'a.gt.txt'), 'abc');
  const { code, err } = await ductus(['train', empty, '--out', 'm.onnx', ...quick]);
  expect(code).toBe(1);
  expect(err).toMatch(/no usable line[\s\S]*1 × the image is empty, damaged/);
});

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

it('a command line may be longer than the runtime can bear', async () => {
  const { code, out } = await ductus(['recognize', model, ...Array.from({ length: 30 }, longWay)]);
  expect(code).toBe(0);
  expect(out.trim().split('\n')).toHaveLength(30);
  const [run, next] = [join(folder, 'long-run'), join(folder, 'long.onnx')];
  const trained = await ductus([
    'train',
    ...Array.from({ length: 30 }, longWay),
    '--out',
    next,
    '--run',
    run,
    ...quick,
  ]);
  expect(trained.code).toBe(0);
});

/** A path of 2,000 characters to the n-th line. */
function longWay(_: unknown, n: number): string {
  const name = `doc${n % 3}_${String(Math.floor(n / 3)).padStart(3, '0')}.png`;
  return `${lines}${'/.'.repeat((2000 - lines.length - name.length) / 2)}/${name}`;
}

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

it('a learning rate that blows up stops with the lines named, and keeps the last good checkpoint', async () => {
  const { code, err } = await ductus([
    'train',
    lines,
    '--out',
    join(folder, 'nan.onnx'),
    '--run',
    join(folder, 'nan'),
    '--spec',
    tinySpec,
    '--steps',
    '60',
    '--learning-rate',
    '1e30',
    '--warmup-steps',
    '0',
    '--checkpoint-seconds',
    '0',
  ]);
  expect(code).toBe(1);
  expect(err).toMatch(/the loss at step \d+ is not a number, on \d+ lines:\n\s+.*doc/);
  expect(await readdir(join(folder, 'nan'))).toContain('checkpoint.safetensors');
});

it('after a step that blew up, the run goes on from its checkpoint with a lower learning rate', async () => {
  const { code, out } = await ductus([
    'train',
    '--resume',
    join(folder, 'nan'),
    '--learning-rate',
    '1e-4',
    '--steps',
    '1',
  ]);
  expect(out).toContain('run folder');
  expect(code).toBe(0);
});

it('a run that ends before its first validation does not replace a model', async () => {
  const before = await readFile(model);
  // An epoch of over a thousand steps, so that the first validation is far away however late the log is read.
  const long = ['--batch-pixels', '2000', '--repeat', `${lines}=100`];
  const cutShort = ['--run', join(folder, 'cut-short'), '--spec', tinySpec, '--overwrite'];
  const child = startDuctus(['train', lines, '--out', model, ...cutShort, ...long]);
  const closed = new Promise((done) => child.on('close', done));
  for (;;) {
    const log = await readFile(join(folder, 'cut-short', 'log.jsonl'), 'utf8').catch(() => '');
    if (log.includes('"kind":"step"')) break;
    await new Promise((done) => setTimeout(done, 10));
  }
  child.kill('SIGINT');
  expect(await closed).toBe(0);
  expect(await readFile(model)).toEqual(before);
  expect(await readdir(join(folder, 'cut-short'))).toContain('last.onnx');
});

it('a run can be resumed from another folder', async () => {
  const args = ['train', 'lines', '--out', 'moved.onnx', '--run', 'moved', '--spec', tinySpec, '--steps', '3'];
  expect((await ductus(args, folder)).code).toBe(0);
  const { code, out } = await ductus(['train', '--resume', join(folder, 'moved'), '--steps', '5']);
  expect(out).toContain('5 steps are done');
  expect(out).toContain(join(folder, 'moved.onnx'));
  expect(code).toBe(0);
  await expect(readFile('moved.onnx')).rejects.toThrow('ENOENT');
});

it('images of the same name in several folders keep their places below --out', async () => {
  const nested = join(folder, 'nested');
  for (const name of ['a', 'b']) {
    await mkdir(join(nested, name), { recursive: true });
    await cp(join(lines, 'doc0_000.png'), join(nested, name, '1.png'));
    await writeFile(join(nested, name, '1.gt.txt'), 'abc');
  }
  const out = join(folder, 'nested-texts');
  expect((await ductus(['recognize', model, nested, '--out', out])).code).toBe(0);
  expect(await readdir(join(out, 'a'))).toEqual(['1.txt']);
  expect(JSON.parse((await ductus(['evaluate', '--predictions', out, nested, '--json'])).out).lines).toHaveLength(2);
  const both = [join(nested, 'a', '1.png'), join(nested, 'b', '1.png')];
  expect((await ductus(['recognize', model, ...both])).code).toBe(0);
  const clash = await ductus(['recognize', model, ...both, '--out', join(folder, 'clash')]);
  expect(clash.code).toBe(1);
  expect(clash.err).toContain('would both be written as 1.txt');
});

it('a reader of the output that goes away does not end the training', async () => {
  const child = startDuctus([
    'train',
    lines,
    '--out',
    join(folder, 'pipe.onnx'),
    '--run',
    join(folder, 'pipe'),
    ...quick,
  ]);
  child.stdout.destroy();
  expect(await new Promise((done) => child.on('close', done))).toBe(0);
});

it('a program that stops listening leaves no threads behind', async () => {
  const script = `import { train } from ${JSON.stringify(pathToFileURL(resolve('dist', 'index.js')).href)};
    for await (const event of train({ data: [${JSON.stringify(lines)}], out: ${JSON.stringify(join(folder, 'left.onnx'))},
      run: ${JSON.stringify(join(folder, 'left'))}, spec: ${JSON.stringify(tinySpec)} })) if (event.kind === 'step') break;`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script]);
  expect(await new Promise((done) => child.on('close', done))).toBe(0);
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

describe('reading and measuring', () => {
  it('recognize prints texts, JSON with positions, and writes files; one bad image does not end it', async () => {
    const bad = join(folder, 'bad.png');
    await writeFile(bad, 'no image');
    const image = join(lines, 'doc0_000.png');
    const plain = await ductus(['recognize', model, image, bad, join(lines, 'doc0_002.png')]);
    expect(plain.code).toBe(1);
    expect(plain.out.trim().split('\n')).toHaveLength(2);
    expect(plain.err).toContain(`skipped ${bad}`);
    const json = JSON.parse((await ductus(['recognize', model, image, '--json'])).out);
    expect(json).toMatchObject({
      image,
      text: expect.any(String),
      confidence: expect.any(Number),
      characters: expect.any(Array),
    });
    const out = join(folder, 'texts');
    await ductus(['recognize', model, lines, '--out', out]);
    expect((await readdir(out)).filter((name) => name.endsWith('.txt'))).toHaveLength(30);
    const table = await readFile(join(out, 'recognized.tsv'), 'utf8');
    expect(readTsv(table).map((page) => page.image)).toHaveLength(30);
  });

  it('recognize reads pages and writes them in every format; a page without its image ends nothing', async () => {
    const pages = join(folder, 'pages');
    await mkdir(pages);
    await copyFile(join(lines, 'doc0_000.png'), join(pages, 'one.png'));
    const { width, height } = await imageSize(join(pages, 'one.png'));
    const coords = `<Coords points="0,0 ${width},0 ${width},${height} 0,${height}"/>`;
    const page = (image: string) =>
      `<PcGts><Page imageFilename="${image}" imageWidth="${width}" imageHeight="${height}"><TextRegion id="r">${coords}<TextLine id="l">${coords}</TextLine></TextRegion></Page></PcGts>`;
    await writeFile(join(pages, 'one.xml'), page('one.png'));
    await writeFile(join(pages, 'two.xml'), page('lost.png'));
    const out = join(folder, 'read');
    const formats = outputFormats.flatMap((format) => ['--format', format]);
    const { code, err } = await ductus(['recognize', model, pages, '--out', out, ...formats]);
    expect(code).toBe(1);
    expect(err).toContain("two.xml: the page's image is missing (lost.png)");
    expect((await readdir(out)).sort()).toEqual(
      [...Object.values(outputEndings).map((ending) => `one${ending}`), 'recognized.tsv'].sort(),
    );
    const { page: read } = await readPageFile(await readFile(join(out, 'one.xml')));
    expect(`${linesOf(read)[0]?.text}\n`).toBe(await readFile(join(out, 'one.txt'), 'utf8'));
    const printed = await ductus(['recognize', model, join(pages, 'one.xml')]);
    expect(printed.out).toMatch(/one\.xml#l\t[01]\.\d{3}\t/);
    const wrong = await ductus(['recognize', model, pages, '--format', 'docx', '--out', out]);
    expect([wrong.code, wrong.err.includes('one of txt, json')]).toEqual([2, true]);
    expect((await ductus(['recognize', model, pages, '--format', 'pdf'])).code).toBe(2);
  });

  it('unpack writes what pack took in', async () => {
    const packed = join(folder, 'lines.parquet');
    const unpacked = join(folder, 'unpacked');
    expect((await ductus(['pack', lines, '--out', packed])).code).toBe(0);
    expect((await ductus(['unpack', packed, '--out', unpacked])).out).toContain('30 lines');
    for (const name of await readdir(lines)) {
      const [before, after] = [await readFile(join(lines, name)), await readFile(join(unpacked, name))];
      if (name.endsWith('.png')) expect(after).toEqual(before);
      else expect(after.toString()).toBe(`${applyRules(before.toString())}\n`);
    }
    expect((await ductus(['unpack', packed])).code).toBe(2);
  });

  it('evaluate gives rates with intervals, and scores the texts of any system the same way', async () => {
    const report = join(folder, 'report.html');
    const { out, code } = await ductus(['evaluate', model, lines, '--report', report, '--json']);
    expect(code).toBe(0);
    const result = JSON.parse(out);
    expect(result.lines).toHaveLength(30);
    expect(result.documents).toBe(3);
    expect(result.characterInterval.low).toBeLessThanOrEqual(result.characterErrorRate);
    expect(result.characterInterval.high).toBeGreaterThanOrEqual(result.characterErrorRate);
    expect(await readFile(report, 'utf8')).toContain('data:image/png;base64,');
    const texts = join(folder, 'predicted');
    await ductus(['recognize', model, lines, '--out', texts]);
    const scored = JSON.parse((await ductus(['evaluate', '--predictions', texts, lines, '--json'])).out);
    expect(scored.characterErrorRate).toBeCloseTo(result.characterErrorRate, 10);
    expect(scored.wordErrorRate).toBeCloseTo(result.wordErrorRate, 10);
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
});

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

it('a packed data set is trained on, evaluated and inspected like the files it was made of', async () => {
  const packed = join(folder, 'packed.parquet');
  const { out: said } = await ductus(['pack', lines, '--out', packed]);
  expect(said).toMatch(/^30 lines in packed\.parquet, \d\.\d MB/);
  const run = ['train', packed, '--out', join(folder, 'p.onnx'), '--run', join(folder, 'packed'), ...quick];
  expect((await ductus(run)).code).toBe(0);
  const report = join(folder, 'packed.html');
  const [ofFiles, ofPacked] = await Promise.all([
    ductus(['evaluate', model, lines]),
    ductus(['evaluate', model, packed, '--report', report]),
  ]);
  expect(ofPacked.out.split('\n').slice(0, 3)).toEqual(ofFiles.out.split('\n').slice(0, 3));
  expect(await readFile(report, 'utf8')).toContain('data:image/png;base64,');
  await writeFile(packed, (await readFile(packed)).subarray(0, 2000));
  const { err, code } = await ductus(['inspect', packed]);
  expect(err).toContain(`${packed}: not a Parquet file, or damaged`);
  expect(code).toBe(1);
});

it('error rates are also said without lines whose texts are known', async () => {
  const known = join(folder, 'known');
  await mkdir(known);
  for (const name of ['doc0_000', 'doc1_003']) {
    await copyFile(join(lines, 'doc0_000.png'), join(known, `${name}.png`));
    await copyFile(join(lines, `${name}.gt.txt`), join(known, `${name}.gt.txt`));
  }
  const { out } = await ductus(['evaluate', model, lines, '--unseen', known, '--json']);
  const { lines: all, unseen } = JSON.parse(out);
  const texts = await Promise.all(
    ['doc0_000', 'doc1_003'].map(async (name) => (await readFile(join(lines, `${name}.gt.txt`), 'utf8')).trim()),
  );
  const others = all.filter(({ reference }: { reference: string }) => !texts.includes(reference));
  expect(others.length).toBeLessThan(all.length);
  expect(unseen.lines).toBe(others.length);
  expect(unseen.characterInterval.low).toBeLessThanOrEqual(unseen.characterErrorRate);
});

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
  expect(metadata.provenance.meanOf).toMatchObject([{ model: one }, { model: two }]);
  expect(metadata.metrics.validationCharacterErrorRate).toBe(measured[2]?.characterErrorRate);
  expect(metadata.calibration.character).not.toBe(1);

  const other = await ductus(['average', one, starterModel(), '--val', lines, '--out', out]);
  expect(other.err).toContain('A mean is of models of one network');
  expect(other.code).toBe(1);
  const small = await ductus(['average', one, 'starter.int8', '--val', lines, '--out', out]);
  expect(small.err).toContain('starter.int8: an int8 model only reads');
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
  expect(grown?.metadata.provenance.startedFrom).toMatchObject({ model, ...old?.metadata.provenance });
  const [before, after] = [old?.weights, grown?.weights];
  // The alphabet grew, so two steps changed the output only, but for the rounding of the average.
  const changeOf = (name: string) =>
    Math.max(...(before?.get(name) ?? []).map((value, i) => Math.abs(value - (after?.get(name)?.[i] as number))));
  expect(changeOf('lstm0.recurrent')).toBeLessThan(1e-6);
  expect(changeOf('conv0.filters')).toBeLessThan(1e-6);
});
