import { describe, expect, it } from 'vitest';
import { checkGradient, float, runGraph } from '../../../test/run-graph.js';
import { input, type Tensor } from '../tensor.js';
import { largest, smallest } from './extremes.js';

const x = float([3, -1, 2, -4, 5, 0.5], [2, 3]);

describe.each([
  ['largest', largest, { all: [5], rows: [3, 5], columns: [3, 5, 2] }],
  ['smallest', smallest, { all: [-4], rows: [-1, -4], columns: [-4, -1, 0.5] }],
] as const)('%s', (_, operator, expected) => {
  it('is taken over all axes or over some, which become 1', async () => {
    const t = input('x', 'float32', ['N', 3]);
    const out = await runGraph({ all: operator(t), rows: operator(t, [1]), columns: operator(t, [0]) }, { x });
    expect(out.all).toEqual({ data: expected.all, shape: [1, 1] });
    expect(out.rows).toEqual({ data: expected.rows, shape: [2, 1] });
    expect(out.columns).toEqual({ data: expected.columns, shape: [1, 3] });
  });

  it.each([undefined, [0], [1]])('has the gradient of central differences over axes %s', (axes) =>
    checkGradient({ inputs: { x }, build: (t) => operator(t.x as Tensor, axes) }),
  );
});
