/** What a run bears: a step that blows up, an interrupt, another folder, readers that go away. */
import { spawn } from 'node:child_process';
import { copyFile, cp, readdir, readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, it } from 'vitest';
import { ductus, startDuctus } from '../cli-runner.js';
import { tinySpec } from '../lines.js';
import { quick } from './trained.js';
import { workspace } from './workspace.js';

const { lines, model, folder } = workspace();

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
  const out = join(folder, 'kept.onnx');
  await copyFile(model, out);
  const before = await readFile(out);
  // An epoch of over a thousand steps, so that the first validation is far away however late the log is read.
  const long = ['--batch-pixels', '2000', '--repeat', `${lines}=100`];
  const cutShort = ['--run', join(folder, 'cut-short'), '--spec', tinySpec, '--overwrite'];
  const child = startDuctus(['train', lines, '--out', out, ...cutShort, ...long]);
  const closed = new Promise((done) => child.on('close', done));
  for (;;) {
    const log = await readFile(join(folder, 'cut-short', 'log.jsonl'), 'utf8').catch(() => '');
    if (log.includes('"kind":"step"')) break;
    await new Promise((done) => setTimeout(done, 10));
  }
  child.kill('SIGINT');
  expect(await closed).toBe(0);
  expect(await readFile(out)).toEqual(before);
  expect(await readdir(join(folder, 'cut-short'))).toContain('last.onnx');
});

it('a run can be resumed from another folder', async () => {
  await cp(lines, join(folder, 'lines'), { recursive: true });
  const args = ['train', 'lines', '--out', 'moved.onnx', '--run', 'moved', '--spec', tinySpec, '--steps', '3'];
  expect((await ductus(args, folder)).code).toBe(0);
  const { code, out } = await ductus(['train', '--resume', join(folder, 'moved'), '--steps', '5']);
  expect(out).toContain('5 steps are done');
  expect(out).toContain(join(folder, 'moved.onnx'));
  expect(code).toBe(0);
  await expect(readFile('moved.onnx')).rejects.toThrow('ENOENT');
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
