/**
 * The symbolic tensor and the node: what every operator is made of.
 *
 * A tensor is a value that does not exist yet: it has a type, a shape and an origin (an input, a parameter, a
 * constant, or an output of a node). Following the origins gives the graph; there is no separate graph object.
 * An axis is a number or, where it is known only at run time, an expression in words (`"B"`, `"floor(W/2)"`): two
 * axes with the same expression are the same size. Nodes are ONNX nodes from the start, so writing is a translation
 * and not a compilation; what differs is that a node carries the rule of its gradient.
 */
import { known } from '../known.js';

export type Dimension = number | string;

export type DataType = 'float32' | 'float64' | 'int32' | 'int64' | 'uint32' | 'uint8' | 'int8' | 'bool';

/** ONNX's numbers for the types (TensorProto.DataType). */
export const elementTypes: Readonly<Record<DataType, number>> = {
  float32: 1,
  uint8: 2,
  int8: 3,
  int32: 6,
  int64: 7,
  bool: 9,
  float64: 11,
  uint32: 12,
};

export type Attribute =
  | { readonly int: number }
  | { readonly float: number }
  | { readonly string: string }
  | { readonly ints: readonly number[] }
  | { readonly floats: readonly number[] }
  | { readonly strings: readonly string[] }
  | { readonly body: Body };

/** The body of a loop operator. Whatever in it does not depend on `inputs` belongs to the graph outside. */
export interface Body {
  /** Made by `bodyInput`. */
  readonly inputs: readonly Tensor[];
  readonly outputs: readonly Tensor[];
}

export type Origin =
  | { readonly kind: 'input'; readonly name: string }
  | { readonly kind: 'parameter'; readonly name: string; readonly trainable: boolean }
  | { readonly kind: 'constant'; readonly data: ConstantData }
  | { readonly kind: 'bodyInput'; readonly label: string }
  | { readonly kind: 'node'; readonly node: Node; readonly index: number };

export type ConstantData =
  | Float32Array
  | Float64Array
  | Int32Array
  | Uint32Array
  | BigInt64Array
  | Uint8Array
  | Int8Array;

export interface Tensor {
  readonly type: DataType;
  readonly shape: readonly Dimension[];
  readonly origin: Origin;
}

/**
 * Gives the gradients of a node's inputs from those of its outputs.
 *
 * @param outputs gradient of each output, `undefined` where nothing depends on that output
 * @param wanted which inputs need one; a rule may leave the others out
 */
export type GradientRule = (
  outputs: readonly (Tensor | undefined)[],
  wanted: readonly boolean[],
) => readonly (Tensor | undefined)[];

export interface Node {
  readonly operator: string;
  readonly domain: '' | 'com.microsoft';
  readonly inputs: readonly (Tensor | undefined)[];
  readonly outputs: readonly Tensor[];
  readonly attributes: Readonly<Record<string, Attribute>>;
  readonly gradient: GradientRule | undefined;
  /** The tensors that the rule gives gradients of, where they are not the inputs: see `withGradient`. */
  readonly differentiable: readonly (Tensor | undefined)[];
  /** What part of the work the node is, for profiles; none until `part` says it. */
  part: string;
}

/** What a node's output will be. */
export interface OutputType {
  readonly type: DataType;
  readonly shape: readonly Dimension[];
}

/** As many tensors as there are members of T. */
export type Tensors<T extends readonly unknown[]> = { readonly [K in keyof T]: Tensor };

export interface NodeOptions<O extends readonly OutputType[] = readonly OutputType[]> {
  readonly operator: string;
  readonly inputs: readonly (Tensor | undefined)[];
  readonly outputs: O;
  readonly attributes?: Readonly<Record<string, Attribute>>;
  readonly domain?: '' | 'com.microsoft';
  readonly gradient?: GradientRule;
  readonly differentiable?: readonly (Tensor | undefined)[];
}

/** Makes a node and returns its outputs. */
export function node<const O extends readonly OutputType[]>(options: NodeOptions<O>): Tensors<O> {
  const outputs: Tensor[] = [];
  const made: Node = {
    operator: options.operator,
    domain: options.domain ?? '',
    inputs: options.inputs,
    outputs,
    attributes: options.attributes ?? {},
    gradient: options.gradient,
    differentiable: options.differentiable ?? options.inputs,
    part: '',
  };
  options.outputs.forEach(({ type, shape }, index) => {
    outputs.push({ type, shape, origin: { kind: 'node', node: made, index } });
  });
  return outputs as unknown as Tensors<O>;
}

/**
 * Gives a tensor that was made of many nodes one rule for all of them: differentiation goes from `tensor` straight to
 * `inputs` by `gradient` and never looks at what is between.
 */
export function withGradient(tensor: Tensor, inputs: readonly Tensor[], gradient: GradientRule): Tensor {
  return node({
    operator: 'Identity',
    inputs: [tensor],
    outputs: [{ type: tensor.type, shape: tensor.shape }],
    differentiable: inputs,
    gradient,
  })[0];
}

/** A value fed at each run. */
export function input(name: string, type: DataType, shape: readonly Dimension[]): Tensor {
  return { type, shape, origin: { kind: 'input', name } };
}

/**
 * A value that a loop gives its body at each step.
 * @param label tells the inputs of a body apart; a file puts the loop's name before it
 */
export function bodyInput(label: string, type: DataType, shape: readonly Dimension[]): Tensor {
  return { type, shape, origin: { kind: 'bodyInput', label } };
}

/** A weight: fed at each run of a training graph, stored inside the file of an inference graph. */
export function parameter(name: string, shape: readonly number[], trainable = true): Tensor {
  return { type: 'float32', shape, origin: { kind: 'parameter', name, trainable } };
}

/** A float32 constant: a number, or data with a shape. */
export function constant(data: number | ConstantData, shape?: readonly number[]): Tensor {
  if (typeof data === 'number') {
    return { type: 'float32', shape: [], origin: { kind: 'constant', data: Float32Array.of(data) } };
  }
  return { type: typeOfData(data), shape: shape ?? [data.length], origin: { kind: 'constant', data } };
}

/** A scalar of any numeric type. */
export function scalar(value: number, type: DataType): Tensor {
  return { type, shape: [], origin: { kind: 'constant', data: dataOf(type, [value]) } };
}

/** An int64 vector: what ONNX wants for shapes, axes and pads. */
export function integers(values: readonly number[]): Tensor {
  return { type: 'int64', shape: [values.length], origin: { kind: 'constant', data: dataOf('int64', values) } };
}

function dataOf(type: DataType, values: readonly number[]): ConstantData {
  switch (type) {
    case 'float32':
      return Float32Array.from(values);
    case 'float64':
      return Float64Array.from(values);
    case 'int32':
      return Int32Array.from(values);
    case 'uint32':
      return Uint32Array.from(values);
    case 'int64':
      return BigInt64Array.from(values.map(BigInt));
    case 'int8':
      return Int8Array.from(values);
    case 'uint8':
    case 'bool':
      return Uint8Array.from(values);
  }
}

function typeOfData(data: ConstantData): DataType {
  if (data instanceof Float32Array) return 'float32';
  if (data instanceof Float64Array) return 'float64';
  if (data instanceof Int32Array) return 'int32';
  if (data instanceof Uint32Array) return 'uint32';
  if (data instanceof BigInt64Array) return 'int64';
  if (data instanceof Int8Array) return 'int8';
  return 'bool';
}

export function isNumeric(shape: readonly Dimension[]): shape is readonly number[] {
  return shape.every((dimension) => typeof dimension === 'number');
}

/** The size of an axis that the tensor has. */
export function dimensionOf({ shape }: Tensor, axis: number): Dimension {
  return known(shape[axis], `axis ${axis} of ${formatShape(shape)}`);
}

/** The axis as a number; for axes that an operator needs to know when it is built. */
export function knownSize(tensor: Tensor, axis: number, operator: string): number {
  const size = tensor.shape[axis];
  if (typeof size !== 'number') {
    throw new Error(`${operator}: axis ${axis} must have a known size, got shape ${formatShape(tensor.shape)}`);
  }
  return size;
}

export function sameShape(a: readonly Dimension[], b: readonly Dimension[]): boolean {
  return a.length === b.length && a.every((dimension, axis) => dimension === b[axis]);
}

export function formatShape(shape: readonly Dimension[]): string {
  return `[${shape.join(', ')}]`;
}

/** The shape of `a op b` by NumPy's broadcasting rule. */
export function broadcastShape(
  a: readonly Dimension[],
  b: readonly Dimension[],
  operator: string,
): readonly Dimension[] {
  const rank = Math.max(a.length, b.length);
  return Array.from({ length: rank }, (_, axis) => {
    const left = a[axis - rank + a.length] ?? 1;
    const right = b[axis - rank + b.length] ?? 1;
    if (left === right || right === 1) return left;
    if (left === 1) return right;
    throw new Error(`${operator}: shapes must broadcast, got ${formatShape(a)} and ${formatShape(b)}`);
  });
}

/**
 * How many windows fit an axis: floor((size − kernel) / stride) + 1. Symbols are written down; a symbol with a factor
 * (`"8*w"`, a width that is a multiple of 8) is divided exactly where it can be.
 */
export function windowCount(size: Dimension, kernel: number, stride: number): Dimension {
  if (typeof size === 'number') return Math.floor((size - kernel) / stride) + 1;
  if (stride === 1 && kernel === 1) return size;
  const [factor, symbol] = factored(size);
  if (kernel <= stride && factor % stride === 0) return scaled(symbol, factor / stride);
  return `floor((${size}-${kernel})/${stride})+1`;
}

/** The axis times a whole number. */
export function scaled(size: Dimension, by: number): Dimension {
  if (typeof size === 'number') return size * by;
  const [factor, symbol] = factored(size);
  return factor * by === 1 ? symbol : `${factor * by}*${symbol}`;
}

function factored(size: string): readonly [number, string] {
  const match = /^(\d+)\*([A-Za-z]\w*)$/.exec(size);
  const [, factor, symbol] = match ?? [];
  return symbol === undefined ? [1, size] : [Number(factor), symbol];
}

export function product(sizes: readonly Dimension[]): Dimension {
  const known = sizes.filter((size) => typeof size === 'number').reduce((a, b) => a * b, 1);
  const symbols = sizes.filter((size) => typeof size === 'string');
  if (symbols.length === 0) return known;
  return (known === 1 ? symbols : [known, ...symbols]).join('*');
}
