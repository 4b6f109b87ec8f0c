import type { TrainingEvent } from 'ductus/web';
import { expect, it } from 'vitest';
import { curveRows } from './curve.js';
import { differences, errorsOf } from './differences.js';
import { fileName } from './download.js';
import { clock, duration } from './duration.js';
import { fewerErrors, isKept, outcomeOf } from './outcome.js';
import { followed, linesPerSecond, noLearning } from './progress.js';

const step = (at: number, loss: number, progress = at / 10): TrainingEvent => ({
  kind: 'step',
  step: at,
  epoch: 0,
  progress,
  loss,
  learningRate: 0.001,
  gradientNorm: 1,
  lines: 4,
  linesPerSecond: 2,
  trainedSeconds: 2 * at,
  remainingSeconds: progress > 0 ? 20 - 2 * at : Number.POSITIVE_INFINITY,
  waitedSeconds: 0,
});

const validation = (at: number, validationErrorRate: number): TrainingEvent => ({
  kind: 'validation',
  step: at,
  epoch: 0,
  loss: 1,
  trainingErrorRate: 0,
  validationErrorRate,
  wordErrorRate: 0,
  improved: true,
  bestErrorRate: validationErrorRate,
  bestStep: at,
  patienceLeft: 10,
  lines: [],
  remarks: [],
  seconds: 1,
});

it('follows a run: its curves, its speed, the time that is left', () => {
  const events = [validation(0, 0.3), step(1, 2), step(2, 1), validation(2, 0.2), step(3, 1)];
  const progress = events.reduce(followed, noLearning);
  expect(progress.errorRates).toEqual([
    { seconds: 0, value: 0.3 },
    { seconds: 4, value: 0.2 },
  ]);
  expect(progress.losses.map(({ seconds }) => seconds)).toEqual([2, 4, 6]);
  expect(progress.losses[1]?.value).toBeCloseTo(1.9);
  expect(progress).toMatchObject({ done: 0.3, seconds: 6, secondsLeft: 14, lines: 12 });
  expect(linesPerSecond(progress)).toBe(2);
  expect(curveRows(progress.errorRates, progress.losses)).toEqual([
    { seconds: 0, main: 0.3, second: undefined },
    { seconds: 4, main: 0.2, second: progress.losses[1]?.value },
  ]);
});

it('puts a long curve into few rows, the last point among them', () => {
  const points = Array.from({ length: 1001 }, (_, seconds) => ({ seconds, value: seconds }));
  const rows = curveRows(points, []);
  expect(rows.length).toBeLessThanOrEqual(60);
  expect(rows.at(-1)).toEqual({ seconds: 1000, main: 1000, second: undefined });
});

it('tells no time and no speed before the first step, nor a time that has no end', () => {
  expect(linesPerSecond(noLearning)).toBeUndefined();
  expect(followed(noLearning, step(1, 2, 0)).secondsLeft).toBeUndefined();
});

it('names the lines that can not be learnt from', () => {
  const skipped = [{ name: 'a', reason: 'too narrow' }];
  expect(followed(noLearning, { kind: 'skipped', skipped }).skipped).toEqual(['a: too narrow']);
});

const measured = (characterErrorRate: number, ...read: readonly string[]) => ({
  characterErrorRate,
  lines: read.map((text, at) => ({ name: `line ${at}`, text: 'truth', read: text })),
});

it('keeps a model that is not worse, and none that has learnt nothing', () => {
  const verdictOf = (after: number, learnt = true) => {
    const outcome = outcomeOf(measured(0.2), measured(after), learnt);
    return [outcome.verdict, isKept(outcome)];
  };
  expect(verdictOf(0.1)).toEqual(['better', true]);
  expect(verdictOf(0.2)).toEqual(['same', true]);
  expect(verdictOf(0.21)).toEqual(['worse', false]);
  expect(verdictOf(0.2, false)).toEqual(['unlearnt', false]);
  // In 8 bits the same weights may round otherwise.
  expect(verdictOf(0.19, false)).toEqual(['unlearnt', false]);
});

it('tells the share of errors that are gone', () => {
  expect(fewerErrors({ before: 0.2, after: 0.05 })).toBeCloseTo(0.75);
  expect(fewerErrors({ before: 0.2, after: 0.3 })).toBeCloseTo(-0.5);
  expect(fewerErrors({ before: 0, after: 0 })).toBe(0);
});

it('puts the readings of a line side by side by its name', () => {
  const after = measured(0.1, 'x', 'truth');
  const { lines } = outcomeOf(measured(0.2, 'trout'), { ...after, lines: [...after.lines].reverse() }, true);
  expect(lines).toEqual([{ name: 'line 0', text: 'truth', before: 'trout', after: 'x' }]);
});

it('marks what was read wrong and what was left out', () => {
  expect(differences('abcd', 'axcd')).toEqual([
    { text: 'a', kind: 'same' },
    { text: 'x', kind: 'wrong' },
    { text: 'cd', kind: 'same' },
  ]);
  expect(differences('un mot', 'un')).toEqual([
    { text: 'un', kind: 'same' },
    { text: ' mot', kind: 'missing' },
  ]);
  expect(differences('ab', 'ab')).toEqual([{ text: 'ab', kind: 'same' }]);
  expect(differences('', 'new')).toEqual([{ text: 'new', kind: 'wrong' }]);
  expect(differences('', '')).toEqual([]);
});

it('says times roughly, and on an axis exactly', () => {
  expect(duration(42, 'en')).toBe('45 seconds');
  expect(duration(119, 'en')).toBe('120 seconds');
  expect(duration(130, 'fr')).toBe('2 minutes');
  expect(clock(0)).toBe('0:00');
  expect(clock(89.6)).toBe('1:30');
});

it('names files as every file system takes them', () => {
  expect(fileName('Lettres 1729: août/sept.', 'onnx')).toBe('Lettres 1729 août sept..onnx');
  expect(fileName('???', 'onnx')).toBe('model.onnx');
});

it('counts the characters that are wrong, left out or too many', () => {
  expect(errorsOf('abcd', 'axcde')).toBe(2);
  expect(errorsOf('un mot', 'un')).toBe(4);
});
