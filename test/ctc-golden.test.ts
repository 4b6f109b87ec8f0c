/**
 * What other CTC libraries compute, and what their tests expect. The small cases stand in `ctc-golden.json` here, each
 * with its source; the whole collection is `ctc-golden.json` in ../shared, or where DUCTUS_SHARED says.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ctcLoss } from '@ductus/ctc';
import { describe, expect, it } from 'vitest';
import { logSpace } from '../packages/ctc/test/reference.js';
import { excused, type GoldenCase, runs } from './ctc-cases.js';

const load = (path: string) => (JSON.parse(readFileSync(path, 'utf8')) as { cases: GoldenCase[] }).cases;

const whole = join(process.env.DUCTUS_SHARED ?? '../shared', 'ctc-golden.json');
const small = load('test/ctc-golden.json');

function run(golden: GoldenCase, all: readonly GoldenCase[]): void {
  const how = runs[golden.op];
  if (!how) throw new Error(`no test for ${golden.op}`);
  how(golden, (id) => all.find((one) => one.id === id) as GoldenCase);
}

const labelsOf = (text: string, characters: string) => [...text].map((c) => [...characters].indexOf(c));

describe('small cases', () => {
  it.each(small.map((golden) => [golden.id, golden.source, golden] as const))('%s (%s)', (_, __, golden) =>
    run(golden, small),
  );
});

describe.skipIf(!existsSync(whole))(`all cases (skipped where ${whole} is absent)`, () => {
  const all = existsSync(whole) ? load(whole) : [];
  const kept = all.filter(({ id }) => !(id in excused));

  it('at least 95 are run, and every excuse is for a case', () => {
    expect(kept.length).toBeGreaterThanOrEqual(95);
    expect(Object.keys(excused).filter((id) => !all.some((golden) => golden.id === id))).toEqual([]);
  });

  it('the small cases are among them, unchanged', () => {
    for (const golden of small) expect(all.find(({ id }) => id === golden.id)).toEqual(golden);
  });

  it.each(kept.map((golden) => [golden.id, golden] as const))('%s', (_, golden) => run(golden, all));

  // Lines of IAM and Bentham as networks scored them.
  it.each(['ctcdecoder-line-loss', 'wbs-bentham2-words', 'wbs-bentham0'])('a trained network in float32: %s', (id) => {
    const { inputs, options } = all.find((golden) => golden.id === id) as GoldenCase;
    const frames = (inputs.logits as (number[] | number[][])[]).map((frame) => frame.flat());
    const classes = frames[0]?.length ?? 0;
    const logits = Float32Array.from(frames.flat());
    const labels =
      (inputs.labels?.[0] as number[] | undefined) ?? labelsOf('is far beyond any idea', inputs.chars ?? '');
    const shape = [1, frames.length, classes] as const;
    const { loss, gradient } = ctcLoss({ logits, shape, labels: [labels], blankIndex: options.blank, gradient: true });
    const expected = logSpace(Float64Array.from(logits), classes, labels, options.blank);
    expect(Math.abs((loss[0] as number) - expected.loss)).toBeLessThan(1e-9 * expected.loss);
    gradient?.forEach((g, i) => {
      expect(Math.abs(g - (expected.gradient[i] as number))).toBeLessThan(1e-7);
    });
  });
});
