import { describe, expect, it } from 'vitest';
import { checkGradient, float, randomTensor, runGraph } from '../../../test/run-graph.js';
import { constant, input, type Tensor } from '../tensor.js';
import {
  add,
  and,
  cast,
  div,
  equal,
  exp,
  greater,
  leakyRelu,
  less,
  log,
  maximum,
  mul,
  neg,
  not,
  relu,
  sigmoid,
  sqrt,
  sub,
  tanh,
  where,
} from './elementwise.js';

const pairs = [
  ['add', add, (a: number, b: number) => a + b],
  ['sub', sub, (a: number, b: number) => a - b],
  ['mul', mul, (a: number, b: number) => a * b],
  ['div', div, (a: number, b: number) => a / b],
] as const;

describe.each(pairs)('%s', (_, operator, reference) => {
  const a = float([1, -2, 3, 4, 5, -6], [2, 3]);
  const b = float([2, -1.5, 4], [3]);

  it('computes elementwise, the smaller side repeated', async () => {
    const { out } = await runGraph(
      { out: operator(input('a', 'float32', [2, 3]), input('b', 'float32', [3])) },
      { a, b },
    );
    expect(out?.data).toEqual(Array.from(a.data, (v, i) => Math.fround(reference(v, b.data[i % 3] as number))));
  });

  it('has the gradient of central differences, summed over what was repeated', () =>
    checkGradient({ inputs: { a, b }, build: (t) => operator(t.a as Tensor, t.b as Tensor) }));
});

const single = [
  ['neg', neg, (x: number) => -x],
  ['exp', exp, Math.exp],
  ['tanh', tanh, Math.tanh],
  ['sigmoid', sigmoid, (x: number) => 1 / (1 + Math.exp(-x))],
  ['relu', relu, (x: number) => Math.max(0, x)],
  ['leakyRelu', (x: Tensor) => leakyRelu(x, 0.25), (x: number) => (x > 0 ? x : 0.25 * x)],
] as const;

describe.each(single)('%s', (_, operator, reference) => {
  const x = float([-2, -0.7, -0.1, 0.2, 0.9, 2.5], [6]);

  it('computes its function', async () => {
    const { out } = await runGraph({ out: operator(input('x', 'float32', ['N'])) }, { x });
    out?.data.forEach((value, i) => expect(value).toBeCloseTo(reference(Number(x.data[i])), 5));
  });

  it('has the gradient of central differences', () =>
    checkGradient({ inputs: { x }, shapes: { x: ['N'] }, build: (t) => operator(t.x as Tensor) }));
});

describe.each([
  ['log', log, Math.log],
  ['sqrt', sqrt, Math.sqrt],
] as const)('%s', (_, operator, reference) => {
  const x = float([0.5, 1, 4, 9], [4]);

  it('computes its function and its gradient on positive numbers', async () => {
    const { out } = await runGraph({ out: operator(input('x', 'float32', [4])) }, { x });
    out?.data.forEach((value, i) => expect(value).toBeCloseTo(reference(Number(x.data[i])), 5));
    await checkGradient({ inputs: { x }, build: (t) => operator(t.x as Tensor) });
  });
});

it('where sends the gradient to the side that was taken', () =>
  checkGradient({
    inputs: { a: randomTensor([2, 3], 'where a'), b: randomTensor([2, 3], 'where b') },
    fixed: { c: float([1, -1, 1, -1, -1, 1], [2, 3]) },
    build: (t) => where(greater(input('c', 'float32', [2, 3]), constant(0)), t.a as Tensor, t.b as Tensor),
  }));

it('comparisons, conjunction and maximum agree with their plain meaning', async () => {
  const [a, b] = [input('a', 'float32', [4]), input('b', 'float32', [4])];
  const out = await runGraph(
    {
      less: cast(less(a, b), 'int32'),
      equal: cast(equal(a, b), 'int32'),
      both: cast(and(not(less(a, b)), not(equal(a, b))), 'int32'),
      most: maximum(a, b),
    },
    { a: float([1, 2, 3, 4], [4]), b: float([2, 2, 1, 9], [4]) },
  );
  expect(out.less?.data).toEqual([1, 0, 0, 1]);
  expect(out.equal?.data).toEqual([0, 1, 0, 0]);
  expect(out.both?.data).toEqual([0, 0, 1, 0]);
  expect(out.most?.data).toEqual([2, 2, 3, 9]);
});

it('shapes that do not broadcast are an error that names both', () => {
  expect(() => add(input('a', 'float32', [2, 3]), input('b', 'float32', [2, 4]))).toThrow(
    'Add: shapes must broadcast, got [2, 3] and [2, 4]',
  );
});
