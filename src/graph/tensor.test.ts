import { expect, it } from 'vitest';
import { writeOnnx } from './onnx.js';
import { add, mul } from './operators/elementwise.js';
import { constant, dimensionOf, input, part } from './tensor.js';

const named = (name: string) => {
  const x = input('x', 'float32', ['N']);
  return writeOnnx({
    outputs: {
      out: add(
        part(name, () => mul(x, x)),
        x,
      ),
    },
  });
};

it('a part names what is made inside, and nothing after it, even where making it failed', () => {
  const before = named('inner');
  expect(Buffer.from(before).includes('inner/Mul.1')).toBe(true);
  expect(Buffer.from(before).includes('other/Add.1')).toBe(true);
  const failing = () =>
    part('outer', () => {
      throw new Error('no');
    });
  expect(failing).toThrow('no');
  expect(named('inner')).toEqual(before);
});

it('bytes with a sign are a constant of int8', () => {
  expect(constant(Int8Array.of(-1, 2), [2, 1])).toMatchObject({ type: 'int8', shape: [2, 1] });
});

it('an axis that a tensor does not have is an error', () => {
  const x = input('x', 'float32', ['N', 3]);
  expect(dimensionOf(x, 1)).toBe(3);
  expect(() => dimensionOf(x, 2)).toThrow('axis 2 of [N, 3] must be there');
});
