import { describe, expect, it } from 'vitest';
import { checkSettings } from './options.js';

it('settings stand in the order in which files of before have them', () => {
  const limits = { threads: 1, headSteps: 0, steps: 1, minutes: 1, epochs: 1 };
  expect(Object.keys(checkSettings(limits))).toEqual([
    ...['spec', 'epochs', 'minutes', 'steps', 'patience', 'batchPixels', 'accumulate', 'learningRate', 'schedule'],
    ...[
      'warmupSteps',
      'headSteps',
      'freezeSteps',
      'batchNorm',
      'weightDecay',
      'clipNorm',
      'averageDecay',
      'augmentation',
    ],
    ...['preprocessing', 'seed', 'threads', 'checkpointSeconds', 'normalize', 'whitespace', 'quotes', 'dashes'],
    ...['direction', 'quantize', 'paper'],
  ]);
});

it('what is left out has its usual value', () => {
  const { spec, ...others } = checkSettings({});
  expect(spec).toContain('[1,48,0,1 Cr3,3,16');
  expect(others).toEqual({
    patience: 10,
    batchPixels: 200_000,
    accumulate: 1,
    learningRate: 0.002,
    schedule: 'cosine',
    warmupSteps: 200,
    freezeSteps: 0,
    batchNorm: 'batch',
    weightDecay: 0.01,
    clipNorm: 1,
    averageDecay: 0.998,
    augmentation: 0.7,
    preprocessing: {},
    seed: 1,
    checkpointSeconds: 60,
    normalize: 'NFC',
    whitespace: 'collapse',
    quotes: 'keep',
    dashes: 'keep',
    direction: 'auto',
    quantize: false,
    paper: 0.02,
  });
});

describe('a wrong value is named with its option', () => {
  it.each<[Record<string, unknown>, string, string]>([
    [{ patience: -1 }, 'training/wrong-option', 'patience: Too small: expected number to be >=0, got -1'],
    [{ threads: 513 }, 'training/wrong-option', 'threads: Too big: expected number to be <=512, got 513'],
    [{ averageDecay: 1 }, 'training/wrong-option', 'averageDecay: Too big: expected number to be <1, got 1'],
    [{ quotes: 'curly' }, 'training/wrong-option', 'quotes: Invalid option: expected one of "keep"|"straight"'],
    [{ preprocessing: { padding: 5 } }, 'training/wrong-option', 'preprocessing.padding: Too big'],
    [{ preprocessing: { deskw: true } }, 'training/unknown-option', 'unknown option deskw'],
    [{ augmentation: 'much' }, 'training/wrong-option', 'augmentation: Invalid input'],
    [{ augmentation: { slnt: 1 } }, 'training/unknown-option', 'unknown option slnt'],
    [{ learningrate: 1 }, 'training/unknown-option', 'did you mean learningRate?'],
  ])('%j', (values, code, message) => {
    expect(() => checkSettings(values)).toThrow(
      expect.objectContaining({ code, message: expect.stringContaining(message) }),
    );
  });
});
