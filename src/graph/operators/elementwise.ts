/** Elementwise operators with broadcasting. Gradients are summed back over the axes that were broadcast. */
import { broadcastShape, constant, type DataType, elementTypes, node, scalar, type Tensor } from '../tensor.js';
import { sumTo } from './reduce.js';

type BinaryRule = (dOut: Tensor, a: Tensor, b: Tensor, out: Tensor) => readonly [() => Tensor, () => Tensor];

function binary(operator: string, a: Tensor, b: Tensor, rule: BinaryRule): Tensor {
  if (a.type !== b.type) throw new Error(`${operator}: types must be equal, got ${a.type} and ${b.type}`);
  const out: Tensor = node({
    operator,
    inputs: [a, b],
    outputs: [{ type: a.type, shape: broadcastShape(a.shape, b.shape, operator) }],
    gradient: ([dOut], wanted) => {
      if (!dOut) return [];
      const [da, db] = rule(dOut, a, b, out);
      return [wanted[0] ? sumTo(da(), a) : undefined, wanted[1] ? sumTo(db(), b) : undefined];
    },
  })[0];
  return out;
}

/** a + b */
export function add(a: Tensor, b: Tensor): Tensor {
  return binary('Add', a, b, (dOut) => [() => dOut, () => dOut]);
}

/** a − b */
export function sub(a: Tensor, b: Tensor): Tensor {
  return binary('Sub', a, b, (dOut) => [() => dOut, () => neg(dOut)]);
}

/** a · b, elementwise */
export function mul(a: Tensor, b: Tensor): Tensor {
  return binary('Mul', a, b, (dOut) => [() => mul(dOut, b), () => mul(dOut, a)]);
}

/** a / b */
export function div(a: Tensor, b: Tensor): Tensor {
  return binary('Div', a, b, (dOut, _a, _b, out) => [() => div(dOut, b), () => neg(div(mul(dOut, out), b))]);
}

function unary(operator: string, x: Tensor, rule: (dOut: Tensor, out: Tensor) => Tensor): Tensor {
  const out: Tensor = node({
    operator,
    inputs: [x],
    outputs: [{ type: x.type, shape: x.shape }],
    gradient: ([dOut]) => (dOut ? [rule(dOut, out)] : []),
  })[0];
  return out;
}

export function neg(x: Tensor): Tensor {
  return unary('Neg', x, (dOut) => neg(dOut));
}

export function exp(x: Tensor): Tensor {
  return unary('Exp', x, (dOut, out) => mul(dOut, out));
}

/** Natural logarithm. */
export function log(x: Tensor): Tensor {
  return unary('Log', x, (dOut) => div(dOut, x));
}

export function sqrt(x: Tensor): Tensor {
  return unary('Sqrt', x, (dOut, out) => div(dOut, mul(scalar(2, x.type), out)));
}

export function tanh(x: Tensor): Tensor {
  return unary('Tanh', x, (dOut, out) => mul(dOut, sub(scalar(1, x.type), mul(out, out))));
}

/** 1 / (1 + e^−x) */
export function sigmoid(x: Tensor): Tensor {
  return unary('Sigmoid', x, (dOut, out) => mul(dOut, mul(out, sub(scalar(1, x.type), out))));
}

/** max(x, 0); the gradient at 0 is 0. */
export function relu(x: Tensor): Tensor {
  return unary('Relu', x, (dOut, out) => mul(dOut, cast(greater(out, constant(0)), 'float32')));
}

/** x for x > 0, else `slope`·x; the gradient at 0 is `slope`·dOut. */
export function leakyRelu(x: Tensor, slope = 0.01): Tensor {
  const [out] = node({
    operator: 'LeakyRelu',
    inputs: [x],
    outputs: [{ type: x.type, shape: x.shape }],
    attributes: { alpha: { float: slope } },
    gradient: ([dOut]) =>
      dOut ? [mul(dOut, where(greater(x, constant(0)), constant(1), constant(Math.fround(slope))))] : [],
  });
  return out;
}

function comparison(operator: string, a: Tensor, b: Tensor): Tensor {
  const shape = broadcastShape(a.shape, b.shape, operator);
  return node({ operator, inputs: [a, b], outputs: [{ type: 'bool', shape }] })[0];
}

/** a > b, of type bool; no gradient. */
export function greater(a: Tensor, b: Tensor): Tensor {
  return comparison('Greater', a, b);
}

/** a < b, of type bool; no gradient. */
export function less(a: Tensor, b: Tensor): Tensor {
  return comparison('Less', a, b);
}

/** a = b, of type bool; no gradient. */
export function equal(a: Tensor, b: Tensor): Tensor {
  return comparison('Equal', a, b);
}

/** a where the condition holds, else b. The gradient goes where the value came from. */
export function where(condition: Tensor, a: Tensor, b: Tensor): Tensor {
  const shape = broadcastShape(condition.shape, broadcastShape(a.shape, b.shape, 'Where'), 'Where');
  const zero = () => scalar(0, a.type);
  return node({
    operator: 'Where',
    inputs: [condition, a, b],
    outputs: [{ type: a.type, shape }],
    gradient: ([dOut], wanted) =>
      dOut
        ? [
            undefined,
            wanted[1] ? sumTo(where(condition, dOut, zero()), a) : undefined,
            wanted[2] ? sumTo(where(condition, zero(), dOut), b) : undefined,
          ]
        : [],
  })[0];
}

/** Logical not; and: conjunction. Both of type bool, no gradient. */
export function not(x: Tensor): Tensor {
  return node({ operator: 'Not', inputs: [x], outputs: [{ type: 'bool', shape: x.shape }] })[0];
}

export function and(a: Tensor, b: Tensor): Tensor {
  return comparison('And', a, b);
}

/** Converts the type. The gradient passes between floats and stops at integers and booleans. */
export function cast(x: Tensor, type: DataType): Tensor {
  if (x.type === type) return x;
  const floats = x.type.startsWith('float') && type.startsWith('float');
  return node({
    operator: 'Cast',
    inputs: [x],
    outputs: [{ type, shape: x.shape }],
    attributes: { to: { int: elementTypes[type] } },
    ...(floats ? { gradient: ([dOut]) => (dOut ? [cast(dOut, x.type)] : []) } : {}),
  })[0];
}

/** max(a, b, …), elementwise over equal shapes; no gradient (used inside loops that have a rule of their own). */
export function maximum(...tensors: readonly [Tensor, ...Tensor[]]): Tensor {
  const [first] = tensors;
  const shape = tensors.reduce((s, t) => broadcastShape(s, t.shape, 'Max'), first.shape);
  return node({ operator: 'Max', inputs: tensors, outputs: [{ type: first.type, shape }] })[0];
}
