import { expect, it } from 'vitest';
import { readOnnx } from '../graph/index.js';
import { plainPreprocessing } from '../image/index.js';
import { LayoutNetwork, Network } from '../network/index.js';
import { Random } from '../random/index.js';
import { createSession } from '../runtime/index.js';
import { Alphabet, usualRules } from '../text/index.js';
import {
  isLayoutModel,
  ModelError,
  openLayoutModel,
  readLayoutModel,
  readModel,
  writeInt8LayoutModel,
  writeLayoutModel,
  writeModel,
} from './index.js';

const network = new LayoutNetwork({ channels: [4, 6, 8], reach: 3, regionTypes: ['header'] });
const weights = network.initialWeights(3);
const about = { provenance: { trainedOn: ['pages'] }, metrics: { step: 4 } };
const history = [{ step: 4, epoch: 1, loss: 2.5, score: 0.4 }];
const bytes = writeLayoutModel({ network, weights, ascender: 20, ...about, history });

it('a layout model comes back as it was written, running statistics among its weights', () => {
  const read = readLayoutModel(bytes);
  expect(read.weights).toEqual(weights);
  expect(read.network.spec).toEqual(network.spec);
  expect(read.metadata).toMatchObject({ ...about, history, kind: 'layout' });
  const { layout } = read.metadata;
  expect(layout).toMatchObject({ ascender: 20, spec: network.spec, heights: ['ascender', 'descender'] });
  expect(layout.maps).toEqual(['baseline', 'start', 'end', 'border', 'region', 'header']);
});

it('uses standard operators only', () => {
  expect(readOnnx(bytes).extensions).toEqual([]);
});

it('is not taken for a model of lines, nor the other way round', () => {
  expect(() => readModel(bytes, 'x.onnx')).toThrow(
    'x.onnx: a model of the kind "layout", and here one is needed that reads text lines',
  );
  const alphabet = new Alphabet(['a']);
  const lines = new Network('[1,16,0,1 Cr3,3,4 Mp2,2 S1(1x0)1,3 Lbx5]', 2);
  const model = writeModel({
    network: lines,
    alphabet,
    weights: lines.initialWeights(1),
    text: usualRules,
    preprocessing: plainPreprocessing,
    provenance: {},
    metrics: {},
  });
  expect(() => readLayoutModel(model, 'y.onnx')).toThrow(
    'y.onnx: a model of the kind "lines", and here one is needed that finds the lines of pages. Give such a model, as `ductus train-layout` writes them',
  );
});

it('a damaged one is said to be so', () => {
  const damaged = bytes.slice();
  const at = Math.floor(damaged.length / 2);
  damaged[at] = (damaged[at] ?? 0) ^ 1;
  expect(() => readLayoutModel(damaged)).toThrow(ModelError);
});

it('in 8 bits it sees nearly the same, with standard operators, and is not trained on', async () => {
  const rounded = writeInt8LayoutModel(readLayoutModel(bytes));
  expect(rounded.length).toBeLessThan(0.7 * bytes.length);
  expect(readOnnx(rounded).extensions).toEqual([]);
  expect(openLayoutModel(rounded).metadata).toMatchObject({ ...about, kind: 'layout', precision: 'int8' });
  expect(() => readLayoutModel(rounded, 'z.onnx')).toThrow('z.onnx: an int8 model only reads');
  const random = new Random('image');
  const data = Float32Array.from({ length: 64 * 64 }, () => random.uniform());
  const seen = async (model: Uint8Array) => {
    await using session = await createSession(model, { threads: 1 });
    const { maps, heights } = await session.run({ image: { data: data.slice(), shape: [1, 1, 64, 64] } });
    return [maps, heights].flatMap((output) => Array.from(output?.data ?? [], Number));
  };
  const [exact, near] = [await seen(bytes), await seen(rounded)];
  const differences = near.map((value, i) => Math.abs(value - (exact[i] ?? 0)));
  expect(Math.max(...differences)).toBeLessThan(0.05);
  expect(Math.max(...differences)).toBeGreaterThan(0);
});

it('says whether a file finds lines', () => {
  expect(isLayoutModel(bytes)).toBe(true);
  expect(isLayoutModel(Uint8Array.of(1, 2, 3))).toBe(false);
});
