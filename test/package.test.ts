/** What is published works in a stranger's project: library with types, command, and how much it installs. */
import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { drawLines, tinySpec } from './lines.js';

const run = promisify(execFile);
// npm is a script for the node that runs, on every system.
const npm = (args: readonly string[], cwd: string) =>
  run(process.platform === 'win32' ? 'npm.cmd' : 'npm', [...args], { cwd, shell: process.platform === 'win32' });

let project: string;

async function megabytes(folder: string): Promise<number> {
  let bytes = 0;
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (entry.isFile()) bytes += (await stat(join(entry.parentPath, entry.name))).size;
  }
  return Math.round(bytes / 1e5) / 10;
}

beforeAll(async () => {
  project = await mkdtemp(join(tmpdir(), 'ductus-project-'));
  await npm(['pack', '--workspaces', '--include-workspace-root', '--pack-destination', project], process.cwd());
  const tarballs = (await readdir(project)).filter((name) => name.endsWith('.tgz'));
  expect(tarballs.sort()).toEqual(['ductus-0.1.0.tgz', 'ductus-ctc-0.1.0.tgz', 'ductus-models-0.1.0.tgz']);
  await writeFile(join(project, 'package.json'), '{ "name": "stranger", "private": true, "type": "module" }');
  const files = tarballs.map((name) => `./${name}`);
  await npm(['install', '--ignore-scripts', '--prefer-offline', '--no-audit', '--no-fund', ...files], project);
}, 300_000);

afterAll(() => rm(project, { recursive: true, force: true }));

it('installs what the README says', async () => {
  const modules = join(project, 'node_modules');
  const sizes = {
    all: await megabytes(modules),
    ductus: await megabytes(join(modules, 'ductus')),
    '@ductus/ctc': await megabytes(join(modules, '@ductus', 'ctc')),
    '@ductus/models': await megabytes(join(modules, '@ductus', 'models')),
    'onnxruntime-node': await megabytes(join(modules, 'onnxruntime-node')),
    sharp: await megabytes(join(modules, '@img')),
  };
  console.log(`installed sizes in MB: ${JSON.stringify(sizes)}`);
  const said = /(\d+) MB, of which ONNX Runtime for all systems is (\d+)/.exec(await readFile('README.md', 'utf8'));
  expect(Math.abs(Number(said?.[1]) / sizes.all - 1)).toBeLessThan(0.1);
  expect(Math.abs(Number(said?.[2]) / sizes['onnxruntime-node'] - 1)).toBeLessThan(0.1);
  // What browsers load (14 MB of it WebAssembly), the documentation with its pictures, the app without what it has in common with
  // the models and these (5 MB, mostly what reads PDFs), and code.
  expect(sizes.ductus).toBeLessThan(31);
  // The starter model and the layout model in both forms, and eight languages.
  expect(sizes['@ductus/models']).toBeLessThan(24);
  expect(sizes['@ductus/ctc']).toBeLessThanOrEqual(0.1);
});

const program = `
import { train, Recognizer, characterErrorRate, type ReadLine } from 'ductus';
import { matmul, input, Network } from 'ductus/graph';
import { formatArpa, trainNGrams } from 'ductus/language';
import { ctcLoss } from '@ductus/ctc';
import { CtcPool } from '@ductus/ctc/node';

for await (const event of train({ data: ['lines'], out: 'model.onnx', run: 'run', spec: '${tinySpec}', steps: 4 })) {
  if (event.kind === 'end') console.log('ended', event.step);
}
const recognizer = await Recognizer.load('model.onnx');
const line: ReadLine = await recognizer.recognize('lines/doc0_000.png');
const rate: number = characterErrorRate([{ reference: 'a', prediction: line.text }]);
const shape: readonly (number | string)[] = matmul(input('a', 'float32', [2, 3]), input('b', 'float32', [3, 4])).shape;
const loss: Float64Array = ctcLoss({ logits: new Float32Array(6), shape: [1, 3, 2], labels: [[1]] }).loss;
console.log(typeof line.text, rate >= 0, shape.join('x'), loss.length, new Network('[1,16,0,1 S1(1x0)1,3 Lbx4]', 3).size);
const pool = new CtcPool({ threads: 1 });
const pooled = await pool.loss({ logits: new Float32Array(6), shape: [1, 3, 2], labels: [[1]] });
console.log(pooled.loss[0] === loss[0], formatArpa(trainNGrams([['a', 'b']], { order: 2 })).length > 0);
await pool.dispose();
await recognizer.dispose();
`;

it('the library trains and reads from TypeScript, types included', async () => {
  await drawLines(join(project, 'lines'), 20);
  await writeFile(join(project, 'main.ts'), program);
  const tsc = resolve('node_modules/typescript/bin/tsc');
  const types = ['--typeRoots', resolve('node_modules/@types'), '--types', 'node'];
  const strict = ['--strict', '--exactOptionalPropertyTypes', '--skipDefaultLibCheck'];
  const options = ['--target', 'es2022', '--module', 'nodenext', ...strict, ...types];
  await run(process.execPath, [tsc, ...options, 'main.ts'], { cwd: project });
  const { stdout } = await run(process.execPath, ['main.js'], { cwd: project });
  expect(stdout).toMatch(/ended 4\nstring true 2x4 1 \d+\ntrue true/);
});

it('npm starts the command', async () => {
  const { stdout } = await npm(['exec', '--', 'ductus', '--version'], project);
  expect(stdout).toBe('0.1.0\n');
});

it.each([
  ['a model', ['model.onnx']],
  ['the starter model and its language model, which come with it', []],
  ['the starter model alone', ['starter', '--no-lm']],
])('the command reads with %s', async (_, model) => {
  const bin = join('node_modules', 'ductus', 'bin', 'ductus.js');
  const { stdout } = await run(process.execPath, [bin, 'recognize', ...model, 'lines/doc0_001.png'], { cwd: project });
  expect(stdout).toMatch(/^lines.doc0_001\.png\t[01]\.\d{3}\t/m);
});
