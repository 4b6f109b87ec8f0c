import { expect, it } from 'vitest';
import { readOnnx } from '../graph/index.js';
import { plainPreprocessing } from '../image/index.js';
import { LayoutNetwork, Network } from '../network/index.js';
import { Alphabet, usualRules } from '../text/index.js';
import { ModelError, readLayoutModel, readModel, writeLayoutModel, writeModel } from './index.js';

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
