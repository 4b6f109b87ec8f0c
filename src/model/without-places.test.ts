import { expect, it } from 'vitest';
import { plainPreprocessing } from '../image/index.js';
import { Network } from '../network/index.js';
import { Alphabet, usualRules } from '../text/index.js';
import { readModel, writeModel } from './index.js';
import { withoutPlaces } from './without-places.js';

it.each([
  ['/home/jane/archive/1848/train', '…/1848/train'],
  ['C:\\Users\\jane\\archive\\1848', '…/archive/1848'],
  ['c:/archive/lines.tsv', '…/archive/lines.tsv'],
  ['\\\\server\\share\\1848\\lines.tsv', '…/1848/lines.tsv'],
  ['file:///home/jane/1848/train', '…/1848/train'],
  ['~/archive/train', '…/archive/train'],
  ['/', '…'],
  ['../shared/lines/train', '../shared/lines/train'],
  ['train', 'train'],
  ['ductus 0.1.0', 'ductus 0.1.0'],
  ['s3://archive/lines', 's3://archive/lines'],
  ['https://archive.example/model.onnx', 'https://archive.example/model.onnx'],
])('of %s a model says %s', (path, said) => {
  expect(withoutPlaces(path)).toBe(said);
});

it('a model file holds no folder of the machine, at whatever depth its account names it', () => {
  const alphabet = new Alphabet(['a']);
  const network = new Network('[1,16,0,1 Cr3,3,4 Mp2,2 S1(1x0)1,3 Lbx4]', alphabet.classes);
  const weights = network.initialWeights(1);
  const [data, from] = ['/home/jane/archive/train', '/home/jane/models/first.onnx'];
  const bytes = writeModel({
    ...{ network, alphabet, weights },
    text: usualRules,
    preprocessing: plainPreprocessing,
    provenance: {
      trainedOn: [data],
      repeated: { [data]: 2 },
      startedFrom: { model: from, trainedOn: [data] },
      threads: 2,
    },
    metrics: {},
  });
  expect(Buffer.from(bytes).includes('jane')).toBe(false);
  expect(readModel(bytes).metadata.provenance).toEqual({
    trainedOn: ['…/archive/train'],
    repeated: { '…/archive/train': 2 },
    startedFrom: { model: '…/models/first.onnx', trainedOn: ['…/archive/train'] },
    threads: 2,
  });
});
