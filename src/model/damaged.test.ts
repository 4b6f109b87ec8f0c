import { fromBinary, toBinary } from '@bufbuild/protobuf';
import { type ModelProto, ModelProtoSchema } from 'onnx-buf';
import { describe, expect, it } from 'vitest';
import { plainPreprocessing } from '../image/index.js';
import { Network } from '../network/index.js';
import { Alphabet, usualRules } from '../text/index.js';
import { ModelError, readModel, writeInt8Model, writeModel } from './index.js';

const alphabet = new Alphabet(['a', 'b']);
const network = new Network('[1,16,0,1 Cr3,3,4 Mp2,2 S1(1x0)1,3 Lbx5]', alphabet.classes);
const file = writeModel({
  network,
  alphabet,
  weights: network.initialWeights(1),
  text: usualRules,
  preprocessing: plainPreprocessing,
  provenance: {},
  metrics: {},
});
const side = { low: -1, high: 1 };
const ranges = new Map(
  network.readingParameters.map(({ name }) => [name.split('.')[0] as string, { input: side, output: side }]),
);
const small = writeInt8Model(readModel(file), ranges);

/** The file as it was before files had checksums, changed. */
function changed(change: (model: ModelProto) => void): Uint8Array {
  const model = fromBinary(ModelProtoSchema, file);
  const [account] = model.metadataProps;
  model.metadataProps = account ? [{ ...account, value: account.value.replace(',"checksum":"sha256"', '') }] : [];
  change(model);
  return toBinary(ModelProtoSchema, model);
}

describe("a model's checksum", () => {
  it.each([
    ['float32', file],
    ['8 bits', small],
  ])('holds every byte of a file in %s: a flipped bit is an error that names the file', (_, bytes) => {
    expect(readModel(bytes).metadata.checksum).toBe('sha256');
    for (let n = 0; n < 300; n++) {
      const damaged = bytes.slice();
      const at = Math.floor((n / 300) * bytes.length);
      damaged[at] = (damaged[at] as number) ^ (1 << (n % 8));
      expect(() => readModel(damaged, 'runs/best.onnx')).toThrow(ModelError);
      expect(() => readModel(damaged, 'runs/best.onnx')).toThrow('runs/best.onnx: ');
    }
  });

  it.each([1, 100, 101, 102, 200, 1000])('misses the last %d bytes', (count) => {
    expect(() => readModel(file.slice(0, -count), 'cut.onnx')).toThrow(ModelError);
  });

  it('is not asked of files of before', () => {
    const old = changed(() => undefined);
    expect(readModel(old).weights).toEqual(readModel(file).weights);
    expect(readModel(old).metadata.checksum).toBeUndefined();
  });
});

it.each([
  ['metadata that are no JSON', (text: string) => text.slice(1)],
  ['a specification that is none', (text: string) => text.replace('Mp2,2', 'Xp2,2')],
  ['an alphabet with one character twice', (text: string) => text.replace('["a","b"]', '["a","a"]')],
])('%s are a ModelError that names the file', (_, change) => {
  const damaged = changed(({ metadataProps: [account] }) => {
    if (account) account.value = change(account.value);
  });
  expect(() => readModel(damaged, 'old.onnx')).toThrow(ModelError);
  expect(() => readModel(damaged, 'old.onnx')).toThrow('old.onnx: ');
});
