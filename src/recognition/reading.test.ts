import { readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { drawLines, temporaryFolder, untrainedModel } from '../../test/lines.js';
import { readImages } from './reading.js';
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
