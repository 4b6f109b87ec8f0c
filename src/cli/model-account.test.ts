import { expect, it } from 'vitest';
import { shortAccount } from './model-account.js';

it('of models that a model went on from the names are told, and of means those of their parts', () => {
  const history = ['c', 'b', 'a'].reduce<object>(
    (startedFrom, model) => ({ model, settings: { seed: 1 }, startedFrom }),
    {
      model: 'd',
      trainedOn: ['lines'],
    },
  );
  expect(shortAccount({ software: 'ductus 1', startedFrom: history })).toEqual([
    '  software: ductus 1',
    '  startedFrom: a ← b ← c ← d',
  ]);
  const long = Array.from({ length: 9 }, (_, i) => `${i}`).reduce<object | undefined>(
    (startedFrom, model) => ({ model, ...(startedFrom ? { startedFrom } : {}) }),
    undefined,
  );
  expect(shortAccount({ startedFrom: long })).toEqual(['  startedFrom: 8 ← 7 ← 6 ← 5 ← 4 ← 3 ← 3 more']);
  expect(shortAccount({ meanOf: [history, { model: 'x' }] })).toEqual(['  meanOf: a ← b ← c ← d, x']);
});

it('lists and settings stand in a line, numbers with the digits that say something', () => {
  expect(
    shortAccount({
      trainedOn: ['a', 'b'],
      rate: 0.0948279663,
      lines: 1380,
      settings: { seed: 1, jitter: { blur: 0.5 } },
    }),
  ).toEqual(['  trainedOn: a, b', '  rate: 0.09483', '  lines: 1380', '  settings: seed 1, jitter (blur 0.5)']);
  const [line] = shortAccount({ settings: Object.fromEntries(Array.from({ length: 99 }, (_, i) => [`key${i}`, i])) });
  expect(line?.length).toBeLessThan(220);
  expect(line).toMatch(/…$/);
});
