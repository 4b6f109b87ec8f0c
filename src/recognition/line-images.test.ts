import { readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { drawLines, temporaryFolder, untrainedModel } from '../../test/lines.js';
import { lineOfImage } from '../dataset/node.js';
import { readImages, windowsOf } from './line-images.js';
import { Recognizer } from './recognizer.js';

let folder: string;
let images: string[];
let recognizer: Recognizer;

beforeAll(async () => {
  folder = await temporaryFolder();
  await drawLines(folder, 12);
  await writeFile(join(folder, 'broken.png'), 'no image');
  images = (await readdir(folder)).filter((name) => name.endsWith('.png')).map((name) => join(folder, name));
  recognizer = await Recognizer.load(untrainedModel());
});

afterAll(async () => {
  await recognizer.dispose();
  await rm(folder, { recursive: true, force: true });
});

describe('readImages', () => {
  it.each([3, 13])(
    'gives each of %i images what it gives alone, in their order, and says which is broken',
    async (n) => {
      const given = images.slice(0, n);
      let at = 0;
      for await (const read of readImages(recognizer, given, { threads: 2 })) {
        expect(read.image).toBe(given[at++]);
        if (read.image.endsWith('broken.png')) {
          expect(read).toHaveProperty('problem');
          continue;
        }
        if (!('line' in read)) throw new Error(read.problem);
        const alone = await recognizer.recognize(read.image);
        expect(read.line.text).toBe(alone.text);
        expect(read.line.confidence).toBeCloseTo(alone.confidence, 4);
        expect(read.line.words.map(({ text }) => text)).toEqual(read.line.text.split(' ').filter(Boolean));
        expect(read.line.characters.map(({ start, end }) => [start, end])).toEqual(
          alone.characters.map(({ start, end }) => [start, end]),
        );
      }
      expect(at).toBe(n);
    },
  );
});

it('images of a document are read together', async () => {
  const named = (document: string, count: number) => Array.from({ length: count }, (_, n) => `${document}_${n}.png`);
  const [a, b, long] = [named('a', 200), named('b', 100), named('c', 300)];
  expect([...windowsOf([...a, ...b, ...long])]).toEqual([a, b, long.slice(0, 256), long.slice(256)]);
  expect([...windowsOf(a)]).toEqual([a]);
  expect(await lineOfImage(images.at(-1) ?? '')).toMatchObject({
    document: (images.at(-1) ?? '').replace(/_\d+\.png$/, ''),
  });
});

it('64 lines asked for at once give what each gives alone', async () => {
  const path = images.at(-1) ?? '';
  const alone = await recognizer.recognize(path);
  expect(await Promise.all(Array.from({ length: 64 }, () => recognizer.recognize(path)))).toEqual(
    new Array(64).fill(alone),
  );
});

it.each([1, 2])('aborting rejects with the reason and leaves a recogniser of %i threads usable', async (threads) => {
  await using reader = await Recognizer.load(untrainedModel(), { threads });
  const controller = new AbortController();
  const path = images.at(-1) ?? '';
  const calls = Array.from({ length: 8 }, () => reader.recognize(path, { signal: controller.signal }));
  const reading = readImages(reader, images, { threads: 1, signal: controller.signal }).next();
  controller.abort(new Error('enough'));
  for (const { status, ...rest } of await Promise.allSettled([...calls, reading])) {
    expect([status, rest]).toMatchObject(['rejected', { reason: { message: 'enough' } }]);
  }
  expect((await reader.recognize(path)).text).toBe((await recognizer.recognize(path)).text);
});
