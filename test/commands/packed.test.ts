/** Packed data: what goes in comes out, and is trained on like files. */
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { applyRules } from '../../src/text/index.js';
import { sharedProcess } from '../cli-runner.js';
import { quick } from './trained.js';
import { workspace } from './workspace.js';

const { lines, model, folder } = workspace();
const ductus = sharedProcess();

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
