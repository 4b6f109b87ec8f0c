import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { drawLines, temporaryFolder, untrainedModel } from '../../test/lines.js';
import { Loader, type Sample } from '../dataset/index.js';
import { openDataset } from '../dataset/node.js';
import { readOnnx } from '../graph/index.js';
import { readModel, readTrainableModel } from '../model/index.js';
import { createSession, int64 } from '../runtime/index.js';
import { readImages } from './line-images.js';
import { quantize } from './quantize.js';
import { Recognizer } from './recognizer.js';

// A rectified convolution before a pool, one without, another activation, batch norm between; both directions.
const specOf = (recurrent: string) =>
  `[1,24,0,1 Cr3,3,4 Mp2,2 Cr3,3,8 Mp2,2 Bn Cr3,3,8 Ct3,3,8 Mp2,1 S1(1x0)1,3 ${recurrent}]`;

describe.each([
  ['Lbx16 Lfx16', 'com.microsoft:DynamicQuantizeLSTM'],
  ['Sbx16 Sfx16', 'com.microsoft:DynamicQuantizeMatMul'],
])('a model in 8 bits with %s', (recurrent, operator) => {
  let folder: string;
  let float32: Uint8Array;
  let int8: Uint8Array;
  let samples: readonly Sample[];
  const loader = new Loader(1);

  beforeAll(async () => {
    folder = await temporaryFolder();
    await drawLines(folder, 12);
    ({ samples } = await openDataset([folder]));
    float32 = untrainedModel({ spec: specOf(recurrent), characters: 'abcdefghi ' });
    int8 = await quantize(readModel(float32), samples, loader);
  });

  afterAll(async () => {
    await loader.dispose();
    await rm(folder, { recursive: true, force: true });
  });

  it('gives nearly the scores of the model in float32', async () => {
    const { network } = readModel(float32);
    const sessions = await Promise.all([float32, int8].map((model) => createSession(model, { threads: 1 })));
    const width = 160;
    const image = Float32Array.from({ length: 24 * width }, (_, i) => (i % 7 === 0 ? 1 : 0));
    const feeds = { image: { data: image, shape: [1, 1, network.height, width] }, widths: int64([width]) };
    const [a, b] = await Promise.all(sessions.map(async (s) => (await s.run(feeds)).logProbs?.data as Float32Array));
    const [exact, rounded] = [a as Float32Array, b as Float32Array];
    const worst = exact.reduce((most, value, i) => Math.max(most, Math.abs(value - (rounded[i] as number))), 0);
    expect(worst).toBeGreaterThan(0);
    expect(worst).toBeLessThan(0.05);
    await Promise.all(sessions.map((session) => session.dispose()));
  });

  it('reads a line alone as among others, to the last bit', async () => {
    const images = (await readdir(folder)).filter((name) => name.endsWith('.png')).map((name) => join(folder, name));
    const recognizer = await Recognizer.load(int8, { threads: 2 });
    for await (const read of readImages(recognizer, images, { threads: 1 })) {
      if (!('line' in read)) throw new Error(read.problem);
      expect(read.line).toEqual(await recognizer.recognize(read.image));
    }
    await recognizer.dispose();
  });

  it('is a smaller file that says what it is', () => {
    expect(readModel(int8).metadata.precision).toBe('int8');
    expect(readModel(int8).alphabet).toEqual(readModel(float32).alphabet);
    expect(readOnnx(int8).extensions).toEqual([operator]);
    expect(readOnnx(float32).extensions).toEqual([]);
  });

  it('can neither be trained on nor made into one again', async () => {
    expect(() => readTrainableModel(int8, 'small.onnx')).toThrow(
      'small.onnx: an int8 model only reads. Give the float32 model that it was made from',
    );
    await expect(quantize(readModel(int8), samples, loader)).rejects.toThrow('already');
  });
});
