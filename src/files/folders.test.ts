import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { temporaryFolder } from '../../test/lines.js';
import { makeFolder } from './folders.js';

it('many who make folders one below another at the same time don’t stand in each other’s way', async () => {
  const folder = await temporaryFolder();
  for (let round = 0; round < 50; round++) {
    const top = join(folder, `${round}`, 'a', 'b');
    const all = ['', 'c', 'c/d', 'e', 'e/f/g'].flatMap((below) => [join(top, below), join(top, below)]);
    await Promise.all(all.map(makeFolder));
  }
  await writeFile(join(folder, 'file'), '');
  await expect(makeFolder(join(folder, 'file', 'below'))).rejects.toMatchObject({ code: 'ENOTDIR' });
  await rm(folder, { recursive: true });
});
