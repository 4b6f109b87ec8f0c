import { expect, it } from 'vitest';
import { plainPreprocessing } from '../image/index.js';
import { Network } from '../network/index.js';
import { Alphabet, usualRules } from '../text/index.js';
import { version } from '../version.js';
import { ModelError, readModel } from './index.js';

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
