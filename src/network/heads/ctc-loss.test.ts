import { ctcLoss as reference } from '@ductus/ctc';
import { describe, expect, it } from 'vitest';
import { runGraph } from '../../../test/run-graph.js';
import { cast, constant, expand, gradients, input, type Tensor, writeOnnx } from '../../graph/index.js';
import { Random } from '../../random/index.js';
import { createSession } from '../../runtime/index.js';
import { type CtcInputs, ctcLoss } from './ctc-loss.js';

interface Problem {
  readonly time: number;
  readonly classes: number;
  readonly labels: readonly (readonly number[])[];
  readonly frames: readonly number[];
  readonly logits: Float32Array;
}

function build(more: Partial<CtcInputs> = { logitsTimeMajor: true }): { loss: Tensor; gradient: Tensor } {
  const logits = input('logits', 'float32', more.logitsTimeMajor ? ['T', 'B', 'K'] : ['B', 'T', 4]);
  const loss = ctcLoss({
    logits,
    labels: input('labels', 'int64', ['B', 'L']),
    labelLength: input('labelLength', 'int64', ['B']),
    logitLength: input('logitLength', 'int64', ['B']),
    ...more,
  });
  const one = expand(cast(constant(1), 'float64'), ['B'], [loss]);
  const [gradient] = gradients([[loss, one]], [logits]);
  return { loss, gradient: gradient as Tensor };
}

function feedsOf({ time, classes, labels, frames, logits }: Problem, padding: number) {
  const batch = labels.length;
  const width = Math.max(1, ...labels.map((l) => l.length)) + 2;
  const rows = labels.flatMap((label) => [...label, ...new Array<number>(width - label.length).fill(padding)]);
  return {
    logits: { data: logits, shape: [time, batch, classes] },
    logitLength: { data: BigInt64Array.from(frames, BigInt), shape: [batch] },
    labels: { data: BigInt64Array.from(rows, BigInt), shape: [batch, width] },
    labelLength: { data: BigInt64Array.from(labels, (l) => BigInt(l.length)), shape: [batch] },
  };
}

async function compare(problem: Problem, padding = 0): Promise<void> {
  const { loss, gradient } = await runGraph({ ...build() }, feedsOf(problem, padding));
  const expected = reference({
    logits: problem.logits,
    shape: [problem.time, problem.labels.length, problem.classes],
    labels: problem.labels,
    logitLength: problem.frames,
    logitsTimeMajor: true,
    gradient: true,
  });
  loss?.data.forEach((value, i) => {
    const should = expected.loss[i] as number;
    if (Number.isFinite(should)) expect(Math.abs(value - should) / Math.max(1, should), `loss ${i}`).toBeLessThan(1e-5);
    else expect(value).toBe(should);
  });
  let worst = 0;
  gradient?.data.forEach((value, i) => {
    const error = Math.abs(value - (expected.gradient?.[i] as number));
    // Math.max keeps NaN, which then fails.
    worst = Math.max(worst, error);
  });
  expect(worst).toBeLessThan(1e-4);
}

function logitsOf(time: number, batch: number, classes: number, scale: number, key: string): Float32Array {
  const random = new Random('ctc', key);
  return Float32Array.from({ length: time * batch * classes }, () => random.normal() * scale);
}

describe('ctcLoss in the graph', () => {
  it.each([0, 1, 3, -1, -2])('reads batch-major logits with the blank at %i', async (blankIndex) => {
    const blank = (blankIndex + 4) % 4;
    const labels = [[1, 1, 2], [0], []].map((label) => label.map((k) => (k >= blank ? k + 1 : k)));
    const problem = { time: 6, classes: 4, labels, frames: [6, 4, 5], logits: logitsOf(6, 3, 4, 2, 'blank') };
    const feeds = feedsOf(problem, 0);
    const { loss, gradient } = await runGraph(
      { ...build({ blankIndex }) },
      { ...feeds, logits: { data: problem.logits, shape: [3, 6, 4] } },
    );
    const shape = [3, 6, 4] as const;
    const expected = reference({ ...problem, shape, logitLength: problem.frames, blankIndex, gradient: true });
    loss?.data.forEach((value, i) => {
      expect(value).toBeCloseTo(expected.loss[i] as number, 5);
    });
    gradient?.data.forEach((value, i) => {
      expect(value).toBeCloseTo(expected.gradient?.[i] as number, 5);
    });
  });

  it('says what it wants of the logits', () => {
    const lengths = input('n', 'int64', ['B']);
    const rest = { labels: input('labels', 'int64', ['B', 'L']), labelLength: lengths, logitLength: lengths };
    const logits = (shape: readonly (number | string)[]) => input('logits', 'float32', shape);
    expect(() => ctcLoss({ ...rest, logits: logits(['T', 'K']) })).toThrow(
      'must be [B, T, K] or [T, B, K], got [T, K]',
    );
    expect(() => ctcLoss({ ...rest, logits: logits(['B', 'T', 'K']), blankIndex: -1 })).toThrow('known size');
  });

  it('equals the reference for repeats, empty, full, and infeasible labels of every length', () =>
    compare({
      time: 7,
      classes: 4,
      labels: [[1, 2, 3], [1, 1, 2], [], [3], [1, 1, 1, 1], [2, 2, 2, 2, 2], [1, 2, 1, 2, 1, 2, 1], [1, 2]],
      frames: [7, 7, 5, 1, 7, 7, 7, 2],
      logits: logitsOf(7, 8, 4, 2, 'kinds'),
    }));

  it('an infeasible label has loss +Infinity and gradient zero', async () => {
    const problem = { time: 3, classes: 3, labels: [[1, 1, 1]], frames: [3], logits: logitsOf(3, 1, 3, 1, 'none') };
    const { loss, gradient } = await runGraph({ ...build() }, feedsOf(problem, 0));
    expect(loss?.data).toEqual([Number.POSITIVE_INFINITY]);
    expect(gradient?.data.every((v) => v === 0)).toBe(true);
  });

  it('never reads padding: NaN frames and any label values change nothing', async () => {
    const logits = logitsOf(6, 2, 4, 1, 'padding');
    const clean = { time: 6, classes: 4, labels: [[1, 2], [3]], frames: [6, 3], logits };
    const dirty = { ...clean, logits: logits.map((v, i) => (Math.floor(i / 4) % 2 === 1 && i >= 24 ? Number.NaN : v)) };
    const a = await runGraph({ ...build() }, feedsOf(clean, 0));
    const b = await runGraph({ ...build() }, feedsOf(dirty, 3));
    expect(b.loss?.data).toEqual(a.loss?.data);
    expect(b.gradient?.data).toEqual(a.gradient?.data);
  });

  it('is not a number where a score within the line is none', async () => {
    const logits = logitsOf(6, 2, 4, 1, 'broken');
    // Of the second line, in the third of its frames.
    logits[(2 * 2 + 1) * 4] = Number.NaN;
    const problem = { time: 6, classes: 4, labels: [[1, 2], [3]], frames: [6, 6], logits };
    const { loss } = await runGraph({ ...build() }, feedsOf(problem, 0));
    expect(loss?.data.map(Number.isFinite)).toEqual([true, false]);
    expect(loss?.data[1]).toBeNaN();
  });

  it('equals the reference where classes are excluded by −∞, on a line that is unlikely by far', () => {
    const [time, classes] = [600, 5];
    const logits = logitsOf(time, 2, classes, 60, 'excluded');
    // Of both lines: a class that is in neither label, always; the blank in the first frames, which must be the first label's then.
    for (let frame = 0; frame < 2 * time; frame++) {
      logits[frame * classes + 4] = Number.NEGATIVE_INFINITY;
      if (frame < 20) logits[frame * classes] = Number.NEGATIVE_INFINITY;
    }
    const labels = [Array.from({ length: 150 }, (_, i) => 1 + (i % 3)), [2, 1]];
    return compare({ time, classes, labels, frames: [600, 500], logits });
  });

  it.each([
    ['fresh', 0.1],
    ['trained', 8],
    ['sure of itself and wrong', 60],
  ])('equals the reference at T = 2,000 for a network that is %s', (name, scale) => {
    const random = new Random('long', name);
    const labels = [120, 600, 0, 1].map((length) => Array.from({ length }, () => 1 + random.below(19)));
    return compare({
      time: 2000,
      classes: 20,
      labels,
      frames: [2000, 1999, 1500, 40],
      logits: logitsOf(2000, 4, 20, scale, name),
    });
  });

  it('a line gives the same alone and in a batch', async () => {
    const logits = logitsOf(9, 2, 5, 1, 'alone');
    const both = await runGraph(
      { ...build() },
      feedsOf({ time: 9, classes: 5, labels: [[1, 2, 2], [4]], frames: [9, 4], logits }, 0),
    );
    const own = Float32Array.from(
      { length: 20 },
      (_, i) => logits[(Math.floor(i / 5) * 2 + 1) * 5 + (i % 5)] as number,
    );
    const alone = await runGraph(
      { ...build() },
      feedsOf({ time: 4, classes: 5, labels: [[4]], frames: [4], logits: own }, 0),
    );
    expect(both.loss?.data[1]).toBeCloseTo(alone.loss?.data[0] as number, 6);
  });

  it('is written with standard operators only, but for the products that read a transpose in place', async () => {
    const session = await createSession(writeOnnx({ outputs: build() }), { threads: 1 });
    expect([...session.inputNames].sort()).toEqual(['labelLength', 'labels', 'logitLength', 'logits']);
    await session.dispose();
  });
});
