import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { Point } from '../page/index.js';
import { averageScores, scoreBaselines } from './index.js';

const vectors = join(process.env.DUCTUS_SHARED ?? '../shared', 'baseline-eval');

function readLines(name: string): readonly (readonly Point[])[] {
  return readFileSync(join(vectors, name), 'utf8')
    .trim()
    .split('\n')
    .map((line) =>
      line.split(';').map((point): Point => {
        const [x = Number.NaN, y = Number.NaN] = point.split(',').map(Number);
        return [x, y];
      }),
    );
}

/** What the authors' tool says of its own test files. */
const expected = [
  [1, 1, 1],
  [1, 1, 1],
  [0.4634, 0.4653, 0.4643],
  [0.6, 0.9988, 0.7497],
  [0.5035, 1, 0.6698],
  [0.8571, 1, 0.9231],
  [1, 0.5, 0.6667],
  [1, 0.5852, 0.7383],
  [0.6677, 0.8711, 0.7559],
] as const;

it.skipIf(!existsSync(vectors))("agrees with the authors' tool to four digits (skipped without ../shared)", () => {
  const truth = readLines('lineTruth.txt');
  const scores = expected.map((_, i) => scoreBaselines(truth, readLines(`lineReco${i + 1}.txt`)));
  const digits = scores.map((score) => [score.precision, score.recall, score.f].map((value) => value.toFixed(4)));
  expect(digits).toEqual(expected.map((values) => values.map((value) => value.toFixed(4))));
  const tolerances = scores[0]?.truth.map(({ tolerance }) => tolerance.toFixed(3)).sort();
  expect(tolerances).toEqual(['25.000', '25.001', '27.365', '27.365', '27.365', '27.365']);
  const { precision, recall, f } = averageScores(scores);
  expect([precision, recall, f].map((value) => value.toFixed(4))).toEqual(['0.7880', '0.8245', '0.8058']);
});

const level = (y: number, from = 0, to = 400): readonly Point[] => [
  [from, y],
  [to, y],
];

it('allows a quarter of the distance to the next line, and nothing from three quarters on', () => {
  const truth = [level(100), level(200)];
  const at = (shift: number) => scoreBaselines(truth, [level(100 + shift), level(200 + shift)]);
  expect(at(0).truth.map(({ tolerance }) => tolerance)).toEqual([25, 25]);
  expect(at(25)).toMatchObject({ precision: 1, recall: 1, f: 1 });
  // Half way between once and three times the tolerance; the shift is away from one line and towards the other.
  const { found } = scoreBaselines([level(100), level(200)], [level(50)]);
  expect(found[0]?.precision).toBeCloseTo(0.5, 9);
  expect(scoreBaselines(truth, [level(25)]).precision).toBe(0);
});

it('takes the widest tolerance for a line without a neighbour', () => {
  expect(scoreBaselines([level(100)], []).truth[0]?.tolerance).toBe(62.5);
  // The second lies behind the first and not under it.
  expect(scoreBaselines([level(100), level(130, 500, 900)], []).truth[0]?.tolerance).toBe(62.5);
});

it('has no line found for precision 1, and none to find for recall 1', () => {
  expect(scoreBaselines([level(100)], [])).toMatchObject({ precision: 1, recall: 0, f: 0 });
  expect(scoreBaselines([], [level(100)])).toMatchObject({ precision: 0, recall: 1, f: 0 });
  expect(scoreBaselines([], [])).toMatchObject({ precision: 1, recall: 1, f: 1 });
});

it('names lines that are missed, split, merged, and found where there is none', () => {
  const truth = [level(100), level(200), level(300, 0, 190), level(300, 210, 400), level(400)];
  const found = [level(100, 0, 190), level(100, 200, 400), level(300), level(402), level(1000)];
  const score = scoreBaselines(truth, found);
  expect(score.truth.map(({ missed }) => missed)).toEqual([false, true, false, false, false]);
  expect(score.truth.map(({ pieces }) => pieces)).toEqual([[0, 1], [], [], [], []]);
  expect(score.found.map(({ merged }) => merged)).toEqual([[], [], [2, 3], [], []]);
  expect(score.found.map(({ nothing }) => nothing)).toEqual([false, false, false, false, true]);
  // Of the two pieces one is matched.
  expect(score.found.filter(({ precision }) => precision === 0).length).toBe(2);
});

it('tells what is found in zones that say nothing apart, but keeps true lines in them', () => {
  const zone: readonly Point[] = [
    [0, 0],
    [400, 0],
    [400, 500],
    [0, 500],
  ];
  const score = scoreBaselines([level(100), level(800)], [level(101), level(300), level(800), level(1200)], [zone]);
  expect(score.found.map(({ ignored }) => ignored)).toEqual([false, true, false, false]);
  expect(score.precision).toBe(0.5);
  expect(score.withoutIgnored.precision).toBeCloseTo(2 / 3, 9);
  expect(score.withoutIgnored.recall).toBe(1);
});

it('scores upright lines as it does level ones', () => {
  const turned = (lines: readonly (readonly Point[])[]) => lines.map((line) => line.map(([x, y]): Point => [y, x]));
  const [truth, found] = [
    [level(100), level(200), level(290)],
    [level(110), level(240, 0, 300)],
  ];
  expect(scoreBaselines(turned(truth), turned(found))).toEqual(scoreBaselines(truth, found));
});
