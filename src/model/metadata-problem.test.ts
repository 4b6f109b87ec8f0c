import { expect, it } from 'vitest';
import { readOnnx } from '../graph/index.js';
import { plainPreprocessing } from '../image/index.js';
import { Network } from '../network/index.js';
import { Alphabet, usualRules } from '../text/index.js';
import { version } from '../version.js';
import { ModelError, readModel, writeInt8Model } from './index.js';

const network = new Network('[1,16,0,1 Cr3,3,4 Mp2,2 S1(1x0)1,3 Lbx5]', 2);
const weights = network.initialWeights(1);
const usual = {
  formatVersion: 1,
  spec: network.spec,
  alphabet: [...new Alphabet(['a']).characters],
  text: usualRules,
  preprocessing: plainPreprocessing,
  provenance: { software: `ductus ${version}` },
  metrics: {},
};

function problem(metadata: object | string): string {
  const json = typeof metadata === 'string' ? metadata : JSON.stringify(metadata);
  try {
    readModel(network.inferenceGraph(weights, { ductus: json }), 'x.onnx');
  } catch (error) {
    expect(error).toBeInstanceOf(ModelError);
    return (error as Error).message;
  }
  return '';
}

it('metadata of this version are read', () => {
  expect(problem(usual)).toBe('');
});

it('a model of another kind says which it is and what to give', () => {
  expect(problem({ formatVersion: 1, kind: 'layout', regions: [] })).toBe(
    'x.onnx: a model of the kind "layout", and here one is needed that reads text lines. Give such a model, as `ductus train` writes them',
  );
  expect(problem({ ...usual, kind: 3 })).toContain('of its metadata kind is 3, which');
  expect(problem({ formatVersion: 2, kind: 'layout' })).toContain('a newer ductus wrote it (format 2)');
});

it('a model that calls itself one of lines is read, and its kind is not written', () => {
  const json = JSON.stringify({ ...usual, kind: 'lines' });
  const model = readModel(network.inferenceGraph(weights, { ductus: json }));
  const range = { low: 0, high: 1 };
  const bytes = writeInt8Model(model, new Map([['conv0', { input: range, output: range }]]));
  const written = JSON.parse(readOnnx(bytes).metadata.get('ductus') ?? '');
  expect(Object.keys(written)).not.toContain('kind');
  expect(written.spec).toBe(network.spec);
});

it('a model of a newer format says so, and to update', () => {
  const newer = { formatVersion: 7, layers: 'otherwise' };
  expect(problem(newer)).toBe(
    `x.onnx: a newer ductus wrote it (format 7); this one, ${version}, reads up to format 1. Update ductus: npm install ductus@latest`,
  );
});

it('a rule that a newer ductus brought is named with the program that wrote it', () => {
  const newer = { ...usual, text: { ...usualRules, quotes: 'curly' }, provenance: { software: 'ductus 9.1.0' } };
  expect(problem(newer)).toBe(
    `x.onnx: of its metadata text.quotes is "curly", which ductus ${version} does not know. ductus 9.1.0 wrote it. Update ductus: npm install ductus@latest`,
  );
});

it('damage is called damage', () => {
  const { spec: _, ...rest } = usual;
  expect(problem(rest)).toBe('x.onnx: of its metadata spec is missing. The file is damaged; take another copy');
  expect(problem('{"formatVersion": 1')).toMatch(/^x\.onnx: the file is damaged \(its "ductus" metadata are no JSON\)/);
  expect(problem('null')).toMatch(/^x\.onnx: of its metadata the whole is null, which/);
});
