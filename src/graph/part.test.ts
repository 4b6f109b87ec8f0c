import { expect, it } from 'vitest';
import { writeOnnx } from './onnx.js';
import { add, mul, neg } from './operators/elementwise.js';
import { scan } from './operators/scan.js';
import { part } from './part.js';
import { input, type Tensor } from './tensor.js';

const namesOf = (out: Tensor) => {
  const text = Buffer.from(writeOnnx({ outputs: { out } })).toString('latin1');
  return [...new Set(text.match(/(?:inner|outer|other)\/[A-Z][a-z]+/g))].sort();
};
const x = input('x', 'float32', ['N']);

it('a part names what is made between its inputs and its outputs, and nothing before or after', () => {
  const before = neg(x);
  const inside = part('inner', [before], () => mul(before, before));
  expect(namesOf(add(inside, x))).toEqual(['inner/Mul', 'other/Add', 'other/Neg']);
});

it('a part within another keeps its name, and what stands behind it is of the outer one', () => {
  const out = part('outer', [x], () => {
    const behind = neg(x);
    return add(
      part('inner', [behind], () => mul(behind, behind)),
      x,
    );
  });
  expect(namesOf(out)).toEqual(['inner/Mul', 'outer/Add', 'outer/Neg']);
});

it('the steps of a loop are of the part that it is in', () => {
  const sequence = input('sequence', 'float32', ['T', 'N']);
  const out = part('inner', [sequence], () => {
    const [all] = scan({
      states: [],
      sequences: [sequence],
      step: (_, [slice]) => ({ states: [], outputs: [neg(slice)] }),
    });
    return { all };
  });
  expect(namesOf(out.all)).toEqual(['inner/Neg', 'inner/Scan']);
});

it('building that fails leaves nothing behind', () => {
  const failing = () =>
    part('outer', [x], (): Tensor => {
      throw new Error('no');
    });
  expect(failing).toThrow('no');
  expect(namesOf(part('inner', [x], () => neg(x)))).toEqual(['inner/Neg']);
});
