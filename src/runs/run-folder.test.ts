import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { trainingSettingsSchema } from './options.js';
import { RunFolder } from './run-folder.js';

it('a disk without room for what the run is going to write is said before it begins', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'ductus-room-'));
  const config = {
    version: '0',
    folder,
    data: [],
    out: join(folder, 'model.onnx'),
    alphabet: ['a'],
    threads: 1,
    settings: trainingSettingsSchema.parse({}),
  };
  const path = join(folder, 'run');
  const run = await RunFolder.create(path, config, false);
  await run.checkRoom({ checkpoint: 1e5, model: 1e5 });
  await expect(run.checkRoom({ checkpoint: 1e18, model: 1e5 })).rejects.toThrow(
    /run: the run's files need 2000000000000 MB, and \d+ MB are free\. Make room/,
  );
  await expect(run.checkRoom({ checkpoint: 1e5, model: 1e18 })).rejects.toThrow('MB are free');
  await run.close();
  expect(await readdir(path)).toEqual(['config.json']);
  await rm(folder, { recursive: true });
});
