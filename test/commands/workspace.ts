/** What the files of this folder begin with: the trained model, and a folder of their own that is gone after their tests. */
import { mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, inject } from 'vitest';

export function workspace() {
  const folder = mkdtempSync(join(tmpdir(), 'ductus-test-'));
  afterAll(() => rm(folder, { recursive: true, force: true }));
  return { ...inject('trained'), folder };
}
