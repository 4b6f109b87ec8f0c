/** What `ductus serve` refuses to start with (it must be built: npx tsdown). */
import { rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ductus } from './cli-runner.js';
import { temporaryFolder } from './lines.js';
import { writingModel } from './service.js';

let folder: string;

beforeAll(async () => {
  folder = await temporaryFolder();
  await writeFile(join(folder, 'model.onnx'), writingModel());
  await writeFile(join(folder, 'tokens.txt'), 'short\n');
});

afterAll(() => rm(folder, { recursive: true }));

it('to listen where others reach it, without a token', async () => {
  const { code, err } = await ductus(['serve', '--host', '0.0.0.0', '--port', '0']);
  expect([code, err]).toEqual([1, expect.stringContaining('give it tokens by --token-file or DUCTUS_TOKEN')]);
});

it('with a token that can be guessed', async () => {
  const { code, err } = await ductus(['serve', '--token-file', join(folder, 'tokens.txt')]);
  expect([code, err]).toEqual([1, expect.stringContaining('line 1 must be TOKEN or NAME TOKEN, of 20 characters')]);
});

it('with a token on the command line, which others can read', async () => {
  const { code, err } = await ductus(['serve', '--token', 'a'.repeat(30)]);
  expect([code, err]).toEqual([2, expect.stringContaining("unknown option '--token'")]);
});

it('at a port that is taken', async () => {
  const taken = createServer();
  await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
  const { port } = taken.address() as AddressInfo;
  const { code, err } = await ductus([
    'serve',
    '--port',
    String(port),
    '--model',
    join(folder, 'model.onnx'),
    '--no-app',
  ]);
  taken.close();
  expect([code, err]).toEqual([2, expect.stringContaining(`port ${port} is taken by another program`)]);
});
