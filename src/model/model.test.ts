import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { plainPreprocessing } from '../image/index.js';
import { Network } from '../network/index.js';
import { Alphabet, usualRules } from '../text/index.js';
import { ModelError, readModel, readSafetensors, writeModel, writeSafetensors } from './index.js';

describe('safetensors', () => {
  it('gives back what it writes, also from the middle of a larger buffer', () => {
    const tensor = fc.tuple(fc.string(), fc.float32Array());
    // The one name that reading leaves out, so that nobody's file changes what all objects have.
    const key = fc.string().filter((name) => name !== '__proto__');
    fc.assert(
      fc.property(fc.array(tensor, { maxLength: 5 }), fc.dictionary(key, fc.string()), (entries, metadata) => {
        const named = entries.map(([name, data]) => [`t ${name}`, { data, shape: [data.length] }] as const);
        const file = writeSafetensors({ tensors: new Map(named), metadata });
        const shifted = Buffer.concat([Buffer.alloc(3), file]).subarray(3);
        const read = readSafetensors(shifted);
        expect({ ...read.metadata }).toEqual({ ...metadata });
        expect(read.tensors).toEqual(new Map(named));
      }),
    );
  });

  it.each([0, 5, 20, 60])('a file cut to %d bytes is an error', (length) => {
    const file = writeSafetensors({
      tensors: new Map([['x', { data: new Float32Array(9), shape: [3, 3] }]]),
      metadata: {},
    });
    expect(() => readSafetensors(file.subarray(0, length))).toThrow();
  });
});

describe('model files', () => {
  const alphabet = new Alphabet(['a', 'é', '😀']);
  const network = new Network('[1,16,0,1 Cr3,3,4 Bn Mp2,2 S1(1x0)1,3 Lbx5]', alphabet.classes);
  const weights = network.initialWeights(2);
  const bytes = writeModel({
    network,
    alphabet,
    weights,
    text: usualRules,
    preprocessing: plainPreprocessing,
    provenance: { seed: 2 },
    metrics: {},
  });

  it('give back network, alphabet, weights and metadata', () => {
    const model = readModel(Buffer.from(bytes));
    expect(model.network.spec).toBe(network.spec);
    expect(model.alphabet.characters).toEqual(alphabet.characters);
    expect(model.weights).toEqual(weights);
    expect(model.metadata.provenance).toEqual({ seed: 2 });
  });

  it('that are none are errors that say what they are', () => {
    expect(() => readModel(new Uint8Array([1, 2, 3]), 'x.onnx')).toThrow(ModelError);
    expect(() => readModel(network.inferenceGraph(weights), 'x.onnx')).toThrow(
      'x.onnx: an ONNX file, but not a ductus model',
    );
  });
});
