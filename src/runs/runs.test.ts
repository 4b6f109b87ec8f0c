import { describe, expect, it } from 'vitest';
import { plainPreprocessing } from '../image/index.js';
import { Network } from '../network/index.js';
import { Alphabet, usualRules } from '../text/index.js';
import type { Task } from '../training/index.js';
import { MemoryRun } from './memory-run.js';
import { checkSettings } from './options.js';
import { remarkOnSize, remarksOn } from './remarks.js';
import { splitOff } from './split-off.js';
import { frozenAt, headStepsFor, startingWeights } from './start.js';
import { runTask } from './task-run.js';

it('a model that goes on with another alphabet keeps what it learnt of the characters that both have', () => {
  const spec = '[1,16,0,1 Cr3,3,4 S1(1x0)1,3 Lbx5]';
  const [old, fresh] = [new Alphabet(['a', 'b']), new Alphabet(['x', 'b'])];
  const oldNetwork = new Network(spec, old.classes);
  const network = new Network(spec, fresh.classes);
  const learnt = oldNetwork.initialWeights(11);
  const metadata = {
    formatVersion: 1,
    spec,
    alphabet: [],
    text: usualRules,
    preprocessing: plainPreprocessing,
    provenance: {},
    metrics: {},
    calibration: { character: 1, word: 1 },
    precision: 'float32',
  } as const;
  const from = {
    network: oldNetwork,
    alphabet: old,
    weights: learnt,
    metadata: { ...metadata, alphabet: [], history: [] },
  };
  const weights = startingWeights(network, fresh, 12, from);
  expect(weights.get('conv0.filters')).toEqual(learnt.get('conv0.filters'));
  const [a, b] = [learnt.get('output.weights') as Float32Array, weights.get('output.weights') as Float32Array];
  const untouched = network.initialWeights(12).get('output.weights') as Float32Array;
  for (let row = 0; row < 10; row++) {
    expect(b[row * 3]).toBe(a[row * 3]);
    expect(b[row * 3 + 2]).toBe(a[row * 3 + 2]);
    expect(b[row * 3 + 1]).toBe(untouched[row * 3 + 1]);
  }
});

it('a run whose loop can not be made frees the threads of its task', async () => {
  let disposed = 0;
  const settings = checkSettings({});
  const config = { version: '0', folder: '', data: [], out: '', alphabet: [], threads: 1, settings };
  const task = { dispose: async () => void disposed++ } as unknown as Task;
  const told = runTask({
    run: new MemoryRun(config),
    parameters: [],
    task: () => task,
    settings,
    shards: 1,
    start: new Map(),
    identity: '',
    stops: {},
    began: () => ({ kind: 'start' }),
    warnings: [],
    course: () => {
      throw new Error('no memory');
    },
    eventOf: () => ({ kind: 'step' }),
    ended: async function* () {},
  });
  await expect(told.next()).rejects.toThrow('no memory');
  expect(disposed).toBe(1);
});

describe('splitOff', () => {
  const words = { sample: 'line', oneDocument: 'one document' } as const;
  const of = (...names: readonly string[]) => names.map((name) => ({ name, document: name.slice(0, 1) }));

  it('validates on lines of two documents that are of like size, and on one of two lines', () => {
    const documents = splitOff(of('a1', 'a2', 'b1', 'b2'), 1, words);
    expect(documents).toMatchObject({
      validation: [{}],
      validationSource: expect.stringMatching(/^lines, of all 2 documents/),
      warnings: ['one document'],
    });
    const lines = splitOff(of('a1', 'a2'), 1, words);
    expect(lines).toMatchObject({ validation: [{}], warnings: ['one document'] });
  });

  it('says that a line is alone only where it is', () => {
    expect(splitOff(of('a'), 1, words)).toMatchObject({
      validation: [],
      warnings: ['one document', expect.stringContaining('there is one line only')],
    });
  });
});

describe('remarks', () => {
  const point = (step: number, loss: number, score: number) => ({
    step,
    epoch: 1,
    loss,
    figures: {},
    score,
  });

  it('say that only blanks are normal at first and what to try later', () => {
    const signs = { emptyLines: 5, lines: 5, history: [] };
    expect(remarksOn({ ...signs, step: 100 })[0]).toContain('normal until about step 600');
    expect(remarksOn({ ...signs, step: 2000 })[0]).toContain('`learningRate` 0.0005');
    expect(remarksOn({ ...signs, step: 2000, emptyLines: 4 })).toEqual([]);
  });

  it('say when the network learns by heart', () => {
    const history = [point(1, 1, 0.2), point(2, 0.9, 0.21), point(3, 0.8, 0.22), point(4, 0.7, 0.25)];
    expect(remarksOn({ step: 4, emptyLines: 0, lines: 5, history })[0]).toContain('by heart');
    expect(remarksOn({ step: 4, emptyLines: 0, lines: 5, history: history.slice(1) })).toEqual([]);
  });

  it('say so too where the error rises and falls, once in three validations, and not for noise', () => {
    const of = (...rates: number[]) => ({
      ...{ step: 9, emptyLines: 0, lines: 5 },
      history: rates.map((rate, n) => point(n + 1, 1 - n / 10, rate)),
    });
    expect(remarksOn(of(0.3, 0.2, 0.25, 0.22, 0.24))[0]).toContain('by heart');
    expect(remarksOn(of(0.3, 0.2, 0.25, 0.22, 0.24, 0.26))).toEqual([]);
    expect(remarksOn(of(0.3, 0.2, 0.202, 0.2, 0.203))).toEqual([]);
  });

  it('say when there are too few validation lines to tell', () => {
    const lines = (count: number, documents: number) =>
      Array.from({ length: count }, (_, n) => ({ document: `${n % documents}` }));
    expect(remarkOnSize(lines(60, 3))).toBeUndefined();
    expect(remarkOnSize(lines(59, 3))).toContain('59 validation lines of 3 documents: too few');
    expect(remarkOnSize(lines(500, 2))).toContain('500 validation lines of 2 documents: too few');
    expect(remarkOnSize(lines(1, 1))).toContain('1 validation line of 1 document: too few');
  });
});

describe('frozenAt', () => {
  const network = new Network('[1,16,0,1 Cr3,3,4 Bn S1(1x0)1,3 Aux0.1 Lbx5 Gbx4]', 4);
  const frozen = (step: number, limits: { headSteps?: number; freezeSteps: number }) =>
    network.parameters.map(({ name }) => name).filter(frozenAt(step, limits, network));

  it('first only the outputs learn, then all but the convolutions, then everything', () => {
    const limits = { headSteps: 2, freezeSteps: 4 };
    const names = network.parameters.map(({ name }) => name);
    const heads = names.filter((name) => /^(output|auxiliary0)\./.test(name));
    expect(heads).toHaveLength(4);
    expect(frozen(2, limits)).toEqual(names.filter((name) => !heads.includes(name)));
    expect(frozen(3, limits)).toEqual(names.filter((name) => /^(conv0|batchNorm0)\./.test(name)));
    expect(frozen(5, limits)).toEqual([]);
    expect(frozen(1, { freezeSteps: 0 })).toEqual([]);
  });

  it('new characters or auxiliary outputs make the head learn first; known ones and other layers do not', () => {
    const [four, other, fewer] = ['abc', 'xyz', 'ab'].map((text) => new Alphabet([...text])) as [
      Alphabet,
      Alphabet,
      Alphabet,
    ];
    const spec = '[1,16,0,1 Cr3,3,4 Bn S1(1x0)1,3 Lbx5 Gbx4]';
    const from = {
      alphabet: four,
      weights: new Map(
        new Network(spec, 4).readingParameters.map(({ name, size }) => [name, new Float32Array(size)] as const),
      ),
    };
    expect(headStepsFor(new Network(spec, 4), four, undefined)).toBe(0);
    expect(headStepsFor(new Network(spec, 4), four, from)).toBe(0);
    expect(headStepsFor(new Network(spec, 4), other, from)).toBe(100);
    expect(headStepsFor(new Network(spec, 3), fewer, from)).toBe(0);
    expect(headStepsFor(new Network(spec, 7), four.union(other), from)).toBe(100);
    expect(headStepsFor(network, four, from)).toBe(100);
    expect(headStepsFor(new Network(spec.replace('Cr3,3,4', 'Cr3,3,8'), 7), four.union(other), from)).toBe(0);
  });
});
