/** What lies beside the model that pages are added with. */
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Command } from 'commander';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { temporaryFolder, untrainedModel } from '../../test/lines.js';
import { configureQueueAdd } from './queue-add.js';

let folder: string;

beforeAll(async () => {
  folder = await temporaryFolder();
  await mkdir(join(folder, 'lines'));
  await writeFile(join(folder, 'lines', 'a.png'), '');
  await writeFile(join(folder, 'model.onnx'), untrainedModel());
});

afterAll(() => rm(folder, { recursive: true }));

/** @param beside contents of model.lm.json */
async function add(beside: string, ...flags: readonly string[]): Promise<void> {
  await writeFile(join(folder, 'model.lm.json'), beside);
  const command = new Command('add').exitOverride();
  configureQueueAdd(command);
  const [lines = '', to = '', queue = '', model = ''] = ['lines', 'to', 'queue', 'model.onnx'].map((name) =>
    join(folder, name),
  );
  const args = [lines, '--lines', '--to', to, '--queue', queue, '--model', model, ...flags];
  await command.parseAsync(args, { from: 'user' });
}

const tuned = (files: object) => JSON.stringify({ ductus: 'language', weight: 1, bonus: 1, beam: 8, ...files });

it.each([
  ['names a file', tuned({ lm: 'mine.arpa' }), 'names mine.arpa, which workers have not'],
  ['names a file elsewhere', tuned({ lm: '../mine.arpa' }), 'names ../mine.arpa, which workers have not'],
  ['is damaged', 'rubbish', 'it lies beside the model; --language none reads without it'],
])('where it %s, it says what to do by flags that there are', async (_, beside, message) => {
  const error = await add(beside).catch(String);
  expect(error).toContain(message);
  expect(error).toContain('--language none');
  expect(error).not.toMatch(/--lm|`lm`/);
  await expect(add(beside, '--language', 'none')).resolves.toBeUndefined();
});

it('languages that are named need none of its files', async () => {
  await expect(add(tuned({ lm: 'mine.arpa' }), '--language', 'fr')).resolves.toBeUndefined();
});
