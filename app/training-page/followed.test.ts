/** What the page of a training makes of what it is told. */
import { expect, it } from 'vitest';
import type { RunNews } from '../../src/server/index.js';
import { nothingYet, withNews } from './followed.js';

const hello = (session: string): RunNews => ({ kind: 'hello', trained: 'lines', session, token: 't' });
const start = (resumedAt: number): RunNews => ({
  ...{ kind: 'start', run: 'r', out: 'o', resumedAt, training: 1, validation: 1, weights: 1, threads: 1, settings: [] },
});
const step = (at: number, loss = 2): RunNews => ({
  ...{ kind: 'step', step: at, epoch: 0, progress: 0, loss, learningRate: 0.1, samples: 10, seconds: 2 },
  ...{ trainedSeconds: 2 * at, secondsLeft: undefined },
});
const validation = (at: number, score: number): RunNews => ({
  ...{
    kind: 'validation',
    step: at,
    epoch: 0,
    score,
    best: score,
    bestStep: at,
    patienceLeft: 1,
    lines: [],
    remarks: [],
  },
});
const end: RunNews = { kind: 'end', reason: 'steps', step: 1, trainedSeconds: 1, best: 0, bestStep: 1, out: 'o' };

it('draws losses, speed and scores over the time that was trained', () => {
  const run = withNews(nothingYet, [hello('a'), start(0), step(1), step(2, 1), validation(2, 0.5)]);
  expect(run.losses.map(({ seconds }) => seconds)).toEqual([2, 4]);
  expect(run.losses.at(-1)?.value).toBeCloseTo(1.9);
  expect(run.rates.at(-1)?.value).toBe(5);
  expect(run.scores).toEqual([{ step: 2, seconds: 4, value: 0.5 }]);
});

it('forgets what came after the checkpoint that a run goes on from, and its end', () => {
  const before = withNews(nothingYet, [hello('a'), start(0), step(1), validation(1, 0.5), step(2), step(3), end]);
  const run = withNews(before, [start(2), step(3)]);
  expect(run.losses.map(({ step: at }) => at)).toEqual([1, 2, 3]);
  expect(run.scores).toHaveLength(1);
  expect(run.end).toBeUndefined();
  expect(before.losses).toHaveLength(3);
});

it('begins anew when another run answers at the same address, and not when the same one does', () => {
  const before = withNews(nothingYet, [hello('a'), start(0), step(1)]);
  expect(withNews(before, [hello('a')]).losses).toHaveLength(1);
  expect(withNews(before, [hello('b')]).losses).toEqual([]);
});
