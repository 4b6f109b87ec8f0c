import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { changeSettings } from './kept-config.js';
import { trainingSettingsSchema } from './options.js';
import { RunFolder } from './run-folder.js';

const configIn = (folder: string) => ({
  version: '0',
  folder,
  data: [],
  out: join(folder, 'model.onnx'),
  alphabet: ['a'],
  threads: 1,
  settings: trainingSettingsSchema.parse({ learningRate: 0.5, steps: 7 }),
});

it('a run that goes on keeps the settings of which nothing is said', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'ductus-changed-'));
  const run = await RunFolder.create(join(folder, 'run'), configIn(folder), false);
  const { config } = run;
  await changeSettings(run, { learningRate: undefined, steps: undefined, threads: undefined }, trainingSettingsSchema);
  expect(run.config).toBe(config);
  await changeSettings(run, { learningRate: undefined, steps: 8 }, trainingSettingsSchema);
  expect(run.config).toEqual({ ...config, settings: { ...config.settings, steps: 8 } });
  await run.close();
  await rm(folder, { recursive: true });
});

it('a disk without room for what the run is going to write is said before it begins', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'ductus-room-'));
  const path = join(folder, 'run');
  const run = await RunFolder.create(path, configIn(folder), false);
  await run.checkRoom({ checkpoint: 1e5, model: 1e5 });
  await expect(run.checkRoom({ checkpoint: 1e18, model: 1e5 })).rejects.toThrow(
    /run: the run's files need 2000000000000 MB, and \d+ MB are free\. Make room/,
  );
  await expect(run.checkRoom({ checkpoint: 1e5, model: 1e18 })).rejects.toThrow('MB are free');
  await run.close();
  expect(await readdir(path)).toEqual(['config.json']);
  await rm(folder, { recursive: true });
});
