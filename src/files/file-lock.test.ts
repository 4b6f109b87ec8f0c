import { readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { temporaryFolder } from '../../test/lines.js';
import { FileLock, type LockHolder } from './file-lock.js';

let folder: string;
let count = 0;

beforeAll(async () => {
  folder = await temporaryFolder();
});

afterAll(() => rm(folder, { recursive: true }));

const fresh = () => join(folder, `${++count}.json`);
const ago = (seconds: number) => new Date(Date.now() - 1000 * seconds);

/** A lock as this process has it, but for what is given. */
async function heldBy(other: Partial<LockHolder>): Promise<string> {
  const path = fresh();
  const taken = await FileLock.take(path);
  if (!('lock' in taken)) throw new Error('nobody has the lock');
  const holder: LockHolder = { ...JSON.parse(await readFile(path, 'utf8')), token: 'x', ...other };
  await taken.lock.release();
  await writeFile(path, JSON.stringify(holder));
  return path;
}

describe.runIf(process.platform === 'linux')('a lock of a machine of this name', () => {
  it.each([
    ['by a process of this number that began at another time', { began: '1' }],
    ['by a process that can’t be looked up here', { process: 2 ** 22 + 1, namespace: 'pid:[1]' }],
  ])('is held %s, until it is silent', async (_, holder) => {
    const path = await heldBy(holder);
    expect(await FileLock.take(path)).toMatchObject({ holder: { token: 'x' } });
    await utimes(path, ago(80), ago(80));
    expect(await FileLock.isTaken(path)).toBe(true);
    await utimes(path, ago(110), ago(110));
    expect(await FileLock.isTaken(path)).toBe(false);
  });

  it('is nobody’s at once where its process is gone', async () => {
    expect(await FileLock.isTaken(await heldBy({ process: 2 ** 22 + 1 }))).toBe(false);
    expect(await FileLock.isTaken(await heldBy({}))).toBe(true);
  });
});

it('a process that was stopped for long sees that another took its lock, before it writes', async () => {
  const path = fresh();
  const taken = await FileLock.take(path);
  if (!('lock' in taken)) throw new Error('nobody has the lock');
  const { lock } = taken;
  await writeFile(path, JSON.stringify({ host: 'elsewhere', process: 1, since: '', token: 'another' }));
  expect(await lock.hasBeenLost()).toBe(false);
  const now = vi.spyOn(Date, 'now').mockReturnValue(Date.now() + 400_000);
  expect(await lock.hasBeenLost()).toBe(true);
  now.mockRestore();
  expect([lock.isLost, lock.loss.aborted]).toEqual([true, true]);
  await lock.release();
  expect(await readFile(path, 'utf8')).toContain('another');
});
