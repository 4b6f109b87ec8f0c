import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { Outputs } from './outputs.js';

let folder: string;
let out: string;
const [one, two] = [Uint8Array.of(1), Uint8Array.of(2)];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ductus-outputs-'));
  out = join(folder, 'model.onnx');
  await mkdir(join(folder, 'run'));
});

afterEach(() => rm(folder, { recursive: true }));

const opened = () => Outputs.open(join(folder, 'run'), out, ['best.onnx']);

it('what the run wrote it may replace, also when it is resumed', async () => {
  expect(await (await opened()).write(out, one)).toBe(true);
  expect(await (await opened()).write(out, two)).toBe(true);
  expect([...(await readFile(out))]).toEqual([2]);
});

it('what it did not write stays', async () => {
  await writeFile(out, "somebody else's");
  expect(await (await opened()).write(out, one)).toBe(false);
  expect(await readFile(out, 'utf8')).toBe("somebody else's");
});

it('what was given up is replaced once, not what comes after it', async () => {
  await writeFile(out, 'of before');
  await (await opened()).give(out);
  const outputs = await opened();
  await writeFile(out, 'of another');
  expect(await outputs.write(out, one)).toBe(false);
  await writeFile(out, 'of before');
  expect(await outputs.write(out, one)).toBe(true);
});

it('a run of before, without a record, knows its best model', async () => {
  await writeFile(join(folder, 'run', 'best.onnx'), one);
  await writeFile(out, one);
  expect(await (await opened()).write(out, two)).toBe(true);
});
