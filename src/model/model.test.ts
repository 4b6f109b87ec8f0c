import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { plainPreprocessing } from '../image/index.js';
import { Network } from '../network/index.js';
import { Alphabet, usualRules } from '../text/index.js';
import { averageModels, ModelError, readModel, readSafetensors, writeModel, writeSafetensors } from './index.js';

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

describe('the mean of models', () => {
  const spec = '[1,16,0,1 Cr3,3,4 Bn Mp2,2 S1(1x0)1,3 Lbx5]';
  const modelOf = (characters: string, seed: number, { network = spec, text = usualRules } = {}) => {
    const alphabet = new Alphabet([...characters]);
    const built = new Network(network, alphabet.classes);
    const weights = built.initialWeights(seed);
    // Biases begin at 0, whose mean says nothing.
    weights.set(
      'output.bias',
      Float32Array.from({ length: alphabet.classes }, (_, i) => seed + i / 10),
    );
    const shared = { text, preprocessing: plainPreprocessing, provenance: { seed }, metrics: { of: seed } };
    return { path: `${seed}.onnx`, model: readModel(writeModel({ network: built, alphabet, weights, ...shared })) };
  };

  it('has the mean of each weight, and says of which models', () => {
    const [one, two] = [modelOf('ab', 1), modelOf('ab', 2)];
    const { weights, provenance, network, alphabet } = averageModels([one, two]);
    expect([...weights.keys()]).toEqual(network.readingParameters.map(({ name }) => name));
    for (const [name, values] of weights) {
      const expected = [...values].map((_, i) => {
        const [a, b] = [one, two].map(({ model }) => model.weights.get(name)?.[i] as number) as [number, number];
        return Math.fround((a + b) / 2);
      });
      expect([...values]).toEqual(expected);
    }
    expect(alphabet.characters).toEqual(['a', 'b']);
    expect(provenance).toEqual({
      meanOf: [
        { model: '1.onnx', seed: 1, metrics: { of: 1 } },
        { model: '2.onnx', seed: 2, metrics: { of: 2 } },
      ],
    });
  });

  it('knows the characters of all, each from the models that know it', () => {
    const { weights, alphabet } = averageModels([modelOf('ab', 1), modelOf('cb', 2)]);
    expect(alphabet.characters).toEqual(['a', 'b', 'c']);
    const bias = [...(weights.get('output.bias') as Float32Array)];
    // Blank 1 and 2, a 1.1, b 1.2 and 2.2, c 2.1.
    for (const [i, expected] of [1.5, 1.1, 1.7, 2.1].entries()) expect(bias[i]).toBeCloseTo(expected, 6);
    const column = (from: ReadonlyMap<string, Float32Array>, classes: number, label: number) =>
      [...(from.get('output.weights') as Float32Array)].filter((_, i) => i % classes === label);
    expect(column(weights, 4, 3)).toEqual(column(modelOf('cb', 2).model.weights, 3, 1));
  });

  it.each([
    ['of one model', [modelOf('ab', 1)], 'two models or more'],
    [
      'of two networks',
      [modelOf('ab', 1), modelOf('ab', 2, { network: spec.replace('Lbx5', 'Lbx6') })],
      '2.onnx have other weights',
    ],
    [
      'of two forms of text',
      [modelOf('ab', 1), modelOf('ab', 2, { text: { ...usualRules, form: 'NFD' } })],
      'other rules for text',
    ],
  ])('is not made %s', (_, models, message) => {
    expect(() => averageModels(models)).toThrow(message);
  });
});
