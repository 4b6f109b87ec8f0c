import { expect, it } from 'vitest';
import { constant, dimensionOf, input } from './tensor.js';

it('bytes with a sign are a constant of int8', () => {
  expect(constant(Int8Array.of(-1, 2), [2, 1])).toMatchObject({ type: 'int8', shape: [2, 1] });
});

it('an axis that a tensor does not have is an error', () => {
  const x = input('x', 'float32', ['N', 3]);
  expect(dimensionOf(x, 1)).toBe(3);
  expect(() => dimensionOf(x, 2)).toThrow('axis 2 of [N, 3] must be there');
});
