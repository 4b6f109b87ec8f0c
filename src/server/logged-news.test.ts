import { expect, it } from 'vitest';
import { type Beside, newsOf } from './logged-news.js';

const beside: Beside = {
  settings: async () => [['seed', '1']],
  image: (name) => `image of ${name}`,
  say: (text) => text.replaceAll('/archive/', ''),
};
const told = (event: object) => newsOf(JSON.stringify(event), beside);

it('tells the start of a run of page layout with its pages, and names no folder', async () => {
  const start = {
    ...{ kind: 'start', run: '/archive/runs/a', out: '/archive/layout.onnx', resumedAt: 3, weights: 100, threads: 2 },
    ...{
      trainingPages: 12,
      validationPages: 2,
      skipped: [{ name: '/archive/b.xml', reason: '/archive/b.jpg is not there' }],
    },
  };
  expect(await told(start)).toEqual([
    expect.objectContaining({ kind: 'start', run: 'a', out: 'layout.onnx', training: 12, validation: 2, resumedAt: 3 }),
    { kind: 'skipped', skipped: ['b.xml: b.jpg is not there'] },
  ]);
});

it('tells crops and their rate as lines and theirs', async () => {
  const step = { kind: 'step', step: 5, epoch: 0, progress: 0.5, loss: 2, learningRate: 0.001, trainedSeconds: 9 };
  const [crops] = await told({ ...step, crops: 16, cropsPerSecond: 8, remainingSeconds: 20 });
  expect(crops).toMatchObject({ samples: 16, seconds: 2, secondsLeft: 20 });
  const [lines] = await told({ ...step, lines: 30, linesPerSecond: 10, remainingSeconds: null });
  expect(lines).toMatchObject({ samples: 30, seconds: 3, secondsLeft: undefined });
});

it('tells F of a validation of layout, and errors and examples of one of lines', async () => {
  const validation = { kind: 'validation', step: 8, epoch: 1, bestStep: 4 };
  expect(await told({ ...validation, f: 0.9, bestF: 0.95 })).toMatchObject([{ score: 0.9, best: 0.95, lines: [] }]);
  const lines = [{ name: '/archive/a.png', reference: 'le', prediction: 'la' }];
  const [read] = await told({ ...validation, validationErrorRate: 0.2, bestErrorRate: 0.1, lines });
  expect(read).toMatchObject({ score: 0.2, best: 0.1 });
  expect(read).toMatchObject({ lines: [{ image: 'image of /archive/a.png', name: 'a.png', text: 'le', read: 'la' }] });
});

it('tells nothing of a line that was cut short, and of what the page does not show', async () => {
  expect(await newsOf('{"kind":"step","st', beside)).toEqual([]);
  expect(await told({ kind: 'quantized' })).toEqual([]);
});
