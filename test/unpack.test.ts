/** Lines written as files: all inside the folder, none over another, and a disk that takes no more ends the command. */

import { spawnSync } from 'node:child_process';
import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { writePacked } from '../src/dataset/node.js';
import { sharedProcess } from './cli-runner.js';
import { drawLines, temporaryFolder } from './lines.js';

const ductus = sharedProcess();
let folder: string;
let lines: string;

beforeAll(async () => {
  folder = await temporaryFolder();
  lines = await drawLines(join(folder, 'lines'), 3);
});

afterAll(() => rm(folder, { recursive: true }));

async function packedAs(keys: readonly string[], image?: Uint8Array): Promise<string> {
  const bytes = image ?? new Uint8Array(await readFile(join(lines, 'doc0_000.png')));
  const path = join(folder, 'strange.parquet');
  async function* rows() {
    for (const name of keys)
      yield { name, path: 'a.png', text: `text of ${name.replaceAll('\u0000', '0')}`, width: 100, height: 48, bytes };
  }
  await writePacked(rows(), path);
  return path;
}

it('unpack writes every line inside the folder, whatever it is called, and none over another', async () => {
  const inside = join(folder, 'inside');
  const keys = ['..', '../outside', '/absolute', 'C:\\drive', 'a\\b', 'a/b', 'A/B', 'nul', 'x\u0000y', 'é'.repeat(300)];
  const { code, out } = await ductus(['unpack', await packedAs(keys), '--out', join(inside, 'out')]);
  expect([code, out]).toEqual([0, expect.stringContaining(`${keys.length} lines in`)]);
  expect(await readdir(inside)).toEqual(['out']);
  const written = (await readdir(join(inside, 'out'), { recursive: true })).filter((name) => name.endsWith('.gt.txt'));
  const texts = await Promise.all(written.map((name) => readFile(join(inside, 'out', name), 'utf8')));
  expect(new Set(texts).size).toBe(keys.length);
});

it('unpack ends with exit code 1 where a file can not be written, and names it', async () => {
  const out = join(folder, 'taken');
  await mkdir(join(out, 'doc0_001.png'), { recursive: true });
  const { code, err } = await ductus(['unpack', lines, '--out', out]);
  expect(code).toBe(1);
  expect(err).toMatch(/doc0_001\.png.*: is a folder, not a file/);
});

it.skipIf(process.platform !== 'linux').each([
  ['unpack', '--out'],
  ['inspect', '--fix'],
])('%s ends with exit code 1 where the system takes no more bytes (skipped but on Linux)', (command, flag) => {
  const out = join(folder, `no-room-${command}`);
  const limited = ['-c', 'ulimit -f 0; exec "$0" "$@"', process.execPath, resolve('bin', 'ductus.js')];
  const { status, stdout, stderr } = spawnSync('bash', [...limited, command, lines, flag, out], { encoding: 'utf8' });
  expect([status, stderr]).toEqual([1, expect.stringMatching(/EFBIG|larger than a file may be/)]);
  expect(stdout).not.toContain(`lines in ${out}`);
});

it('unpack that can read no image says so and ends with exit code 1', async () => {
  const packed = await packedAs(['a', 'b'], Uint8Array.of(1, 2, 3));
  const { code, err } = await ductus(['unpack', packed, '--out', join(folder, 'nothing')]);
  expect([code, err]).toEqual([1, expect.stringContaining('no line could be read')]);
  expect(err).toContain('2 × the image is empty, damaged');
});
