import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { drawPage } from '../../test/drawn-page.js';
import { writingModel } from '../../test/service.js';
import { prepareLine, type Raster } from '../image/index.js';
import { inputOf } from '../model/index.js';
import { LineBatcher } from './line-batcher.js';
import { Recognizer } from './recognizer.js';

let recognizer: Recognizer;
const images = Array.from({ length: 9 }, (_, n) => drawPage(1, { width: 300 + 40 * n, height: 130, seed: n }).light);

beforeAll(async () => {
  recognizer = await Recognizer.load(writingModel());
});

afterAll(() => recognizer.dispose());

const prepared = (image: Raster) => prepareLine(image, inputOf(recognizer.model));

const read = async (batcher: LineBatcher, image: Raster) =>
  (await recognizer.spell([await batcher.score(prepared(image), image, {})]))[0];

describe('lines that are looked at together', () => {
  it('are read as each alone', async () => {
    const batcher = new LineBatcher(recognizer);
    const together = await Promise.all(images.map((image) => read(batcher, image)));
    for (const [n, image] of images.entries()) {
      const alone = await recognizer.recognize(image);
      expect(together[n]?.text).toBe(alone.text);
      expect(together[n]?.confidence).toBeCloseTo(alone.confidence, 5);
    }
    expect(batcher.length).toBe(0);
  });

  it('leave when their signal is aborted, and the others stay', async () => {
    const batcher = new LineBatcher(recognizer);
    const controller = new AbortController();
    const reads = images.map((image, n) =>
      batcher.score(prepared(image), image, n % 2 ? { signal: controller.signal } : {}),
    );
    controller.abort(new Error('gone'));
    const results = await Promise.allSettled(reads);
    const first = drawPage(1, { width: 300, height: 130 }).light;
    expect(results.map(({ status }) => status)).toEqual(images.map((_, n) => (n % 2 ? 'rejected' : 'fulfilled')));
    await expect(batcher.score(prepared(first), first, { signal: controller.signal })).rejects.toThrow('gone');
  });

  it('fail with what fails their batch', async () => {
    const batcher = new LineBatcher(recognizer);
    const broken = { width: 10, height: 3, data: new Uint8Array(30) };
    await expect(batcher.score(broken, broken, {})).rejects.toThrow();
    const [image] = images;
    if (image) expect((await read(batcher, image))?.text).not.toBe('');
  });
});
