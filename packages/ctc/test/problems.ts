/** Random CTC problems for properties. */
import fc from 'fast-check';

export interface Problem {
  readonly time: number;
  readonly classes: number;
  readonly blank: number;
  readonly label: readonly number[];
  readonly logits: Float64Array;
}

/** @param sure scores lie in ± this */
export function problems(most: { time: number; classes: number; sure?: number }): fc.Arbitrary<Problem> {
  const { sure = 3 } = most;
  return fc
    .record({ time: fc.integer({ min: 1, max: most.time }), classes: fc.integer({ min: 2, max: most.classes }) })
    .chain(({ time, classes }) =>
      fc.record({
        time: fc.constant(time),
        classes: fc.constant(classes),
        blank: fc.integer({ min: 0, max: classes - 1 }),
        raw: fc.array(fc.integer({ min: 0, max: classes - 2 }), { maxLength: time }),
        logits: fc.array(fc.float({ min: Math.fround(-sure), max: Math.fround(sure), noNaN: true }), {
          minLength: time * classes,
          maxLength: time * classes,
        }),
      }),
    )
    .map(({ raw, blank, logits, ...rest }) => ({
      ...rest,
      blank,
      label: raw.map((k) => (k >= blank ? k + 1 : k)),
      logits: Float64Array.from(logits),
    }));
}
