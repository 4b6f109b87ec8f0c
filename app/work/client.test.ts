import { afterEach, expect, it, vi } from 'vitest';
import { Work } from './client.js';

/** The browser's worker, which never answers. */
class Silent {
  static all: Silent[] = [];
  onerror: (event: { message: string }) => void = () => undefined;
  constructor() {
    Silent.all.push(this);
  }
  postMessage(): void {}
  terminate(): void {}
}

afterEach(() => {
  vi.unstubAllGlobals();
  Silent.all = [];
});

it('says when its worker ended, by itself or not, and begins another', async () => {
  vi.stubGlobal('Worker', Silent);
  let ended = 0;
  const work = new Work(() => ended++);
  const crashed = work.ask('language', 'a');
  Silent.all[0]?.onerror({ message: 'no memory' });
  await expect(crashed).rejects.toMatchObject({ message: 'no memory', stopped: false });
  expect(ended).toBe(1);
  const stopped = work.ask('language', 'a');
  work.end();
  await expect(stopped).rejects.toMatchObject({ stopped: true });
  expect([ended, Silent.all.length]).toEqual([2, 2]);
});
