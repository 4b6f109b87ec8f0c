/** Where onnxruntime-node has no build: the command line computes in WebAssembly, says so once, and reads the same. */
import { execFile } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { CommandResult } from './cli-runner.js';
import { drawLines, temporaryFolder, tinySpec } from './lines.js';
import { cases } from './thorough.js';

let folder: string;
let lines: string;

beforeAll(async () => {
  folder = await temporaryFolder();
  lines = await drawLines(join(folder, 'lines'), 12);
});

afterAll(() => rm(folder, { recursive: true }));

/** @param packages that can't be loaded, on any thread */
function ductus(packages: readonly string[], ...args: readonly string[]): Promise<CommandResult> {
  const hook = `${pathToFileURL(resolve('test/without.mjs'))}?${packages.join()}`;
  const env = { ...process.env, NODE_OPTIONS: packages.length > 0 ? `--import=${hook}` : '' };
  return new Promise((done) => {
    const child = execFile(process.execPath, [resolve('bin/ductus.js'), ...args], { cwd: folder, env }, (_, out, err) =>
      done({ code: child.exitCode, out, err }),
    );
  });
}

const warning =
  /onnxruntime-node can't be loaded on \S+ \(Cannot find module 'onnxruntime-node'\), so onnxruntime-web computes/g;

it('reads the same text, with one warning', async () => {
  const images = [0, 1].map((n) => join(lines, `doc0_00${n}.png`));
  const args = ['recognize', 'starter.int8', ...images, '--lines', '--no-lm'];
  const [native, fallback] = [await ductus([], ...args), await ductus(['onnxruntime-node'], ...args)];
  const textsOf = ({ out }: CommandResult) =>
    out
      .trim()
      .split('\n')
      .map((line) => line.split('\t').at(-1));
  expect([native.code, fallback.code]).toEqual([0, 0]);
  expect(textsOf(fallback)).toHaveLength(2);
  expect(textsOf(fallback)).toEqual(textsOf(native));
  expect(native.err).toBe('');
  expect(fallback.err.match(warning)).toHaveLength(1);
});

it.runIf(cases(0, 1) === 1)('trains too, on a thread of its own, with one warning', async () => {
  const network = ['--spec', tinySpec, '--steps', '4', '--threads', '1'];
  const args = ['train', lines, '--out', 'm.onnx', '--run', 'run', ...network];
  const { code, out, err } = await ductus(['onnxruntime-node'], ...args);
  expect(`${out}${err}`).toContain('4 steps are done');
  expect(err.match(warning)).toHaveLength(1);
  expect(code).toBe(0);
});

it('without onnxruntime-web too, it says what to install', async () => {
  const { code, err } = await ductus(
    ['onnxruntime-node', 'onnxruntime-web'],
    'recognize',
    'starter',
    join(lines, 'doc0_000.png'),
  );
  expect(err).toMatch(/^ductus: onnxruntime-node can't be loaded on .*npm install onnxruntime-web/);
  expect(code).toBe(1);
});
