/**
 * The convolution, `Cr3,3,32` or `Cr{NAME}3,3,32,SY,SX,DY,DX`: activation, kernel, channels, and where they are not 1
 * stride and dilation. A pool right after it is built with it.
 */
import {
  add,
  constant,
  conv2d,
  dequantise,
  knownSize,
  leakyRelu,
  type Quantised,
  quantise,
  quantisedConv2d,
  relu,
  reshape,
  scaleTensors,
  sigmoid,
  softmax,
  type Tensor,
  tanh,
} from '../../graph/index.js';
import { known } from '../../known.js';
import { cleaned, type Features, sizes, windowLengths } from '../features.js';
import type { Initialisation } from '../initialise.js';
import { type Int8, type Range, roundedRows, rowScales, scaleOf, valuesOf } from '../int8.js';
import {
  type AnyLayer,
  type BuildContext,
  type LayerKind,
  named,
  namePattern,
  type Placed,
  printedName,
} from './layer.js';
import { type MaxPool, pool } from './max-pool.js';

export type Activation = 'sigmoid' | 'tanh' | 'relu' | 'linear' | 'leakyRelu' | 'softmax';

export interface Conv extends Placed {
  readonly kind: 'conv';
  readonly name?: string;
  readonly activation: Activation;
  readonly kernel: readonly [number, number];
  readonly channels: number;
  readonly stride: readonly [number, number];
  readonly dilation: readonly [number, number];
}

const activations = new Map<string, Activation>([
  ['s', 'sigmoid'],
  ['t', 'tanh'],
  ['r', 'relu'],
  ['l', 'linear'],
  ['lr', 'leakyRelu'],
  ['m', 'softmax'],
]);

const functions: Readonly<Record<Activation, (x: Tensor) => Tensor>> = {
  linear: (x) => x,
  relu,
  leakyRelu: (x) => leakyRelu(x),
  tanh,
  sigmoid,
  softmax: (x) => softmax(x, 1),
};

const pattern = new RegExp(`^C(lr|[strlm])${namePattern}(\\d+),(\\d+),(\\d+)(?:,(\\d+),(\\d+)(?:,(\\d+),(\\d+))?)?$`);

export const conv: LayerKind<Conv> = {
  kind: 'conv',
  signs: ['C'],

  parse(token, fault) {
    const match = pattern.exec(token);
    if (!match) return undefined;
    const [, letters = '', label, ...numbers] = match;
    const [ky = 1, kx = 1, channels = 1, sy = 1, sx = 1, dy = 1, dx = 1] = numbers.map((digits) =>
      digits === undefined ? undefined : Number(digits),
    );
    if ([ky, kx, channels, sy, sx, dy, dx].some((size) => size < 1)) {
      throw fault('sizes of a convolution must be 1 or more');
    }
    return {
      kind: 'conv',
      ...named(label),
      activation: known(activations.get(letters), `an activation ${letters}`),
      kernel: [ky, kx],
      channels,
      stride: [sy, sx],
      dilation: [dy, dx],
    };
  },

  print(layer) {
    const letters = [...activations].find(([, activation]) => activation === layer.activation)?.[0];
    const isOne = (sizes: readonly number[]) => sizes.every((size) => size === 1);
    const dilation = isOne(layer.dilation) ? [] : layer.dilation;
    const stride = isOne(layer.stride) && dilation.length === 0 ? [] : layer.stride;
    return `C${letters}${printedName(layer)}${[...layer.kernel, layer.channels, ...stride, ...dilation]}`;
  },

  sizeAfter({ stride }, size, axis) {
    return Math.floor((size - 1) / stride[axis === 'x' ? 1 : 0]) + 1;
  },

  stride: ({ stride }) => stride[1],

  apply(layer, features, context) {
    if (quantises(features, context)) return inBytes(layer, undefined, features, context, context.int8);
    const { name, filters, bias } = weightsOf(layer, features, context);
    const image = seenBy(layer, features);
    const out = conv2d(image, filters, bias, layer);
    context.observe(name, image, out);
    return { ...after(layer, features), image: activate(out, layer.activation) };
  },

  applyWith(layer, next, features, context) {
    if (!poolsFirst(layer, next)) return undefined;
    if (quantises(features, context)) return inBytes(layer, next, features, context, context.int8);
    return context.mode === 'training' ? withPool(layer, next, features, context) : undefined;
  },
};

function activate(x: Tensor, activation: Activation): Tensor {
  return functions[activation](x);
}

function weightsOf(layer: Conv, features: Features, context: BuildContext) {
  const name = context.nameOf(layer, 'conv');
  const [, inputs] = sizes(features.image);
  const [ky, kx] = layer.kernel;
  const fanIn = inputs * ky * kx;
  const rectified = layer.activation === 'relu' || layer.activation === 'leakyRelu';
  const how: Initialisation = rectified
    ? { kind: 'he', fanIn }
    : { kind: 'glorot', fanIn, fanOut: layer.channels * ky * kx };
  return {
    name,
    filters: context.weight(`${name}.filters`, [layer.channels, inputs, ky, kx], how),
    bias: context.weight(`${name}.bias`, [layer.channels], { kind: 'constant', value: 0 }),
  };
}

/** A kernel of one column never reaches into padding. */
function seenBy(layer: Conv, features: Features): Tensor {
  return layer.kernel[1] > 1 ? cleaned(features) : features.image;
}

function after(layer: Conv, { lengths }: Features): Omit<Features, 'image'> {
  return { lengths: windowLengths(lengths, 1, layer.stride[1]), clean: false };
}

/** The largest value of a window stays the largest under a rising activation, so the pool may come first. */
function poolsFirst(layer: Conv, next: AnyLayer): next is MaxPool {
  return next.kind === 'maxPool' && layer.activation !== 'softmax';
}

/** Bias and activation on what the pool leaves: the same result, with a fraction of the elementwise work. */
function withPool(layer: Conv, next: MaxPool, features: Features, context: BuildContext): Features {
  const { filters, bias } = weightsOf(layer, features, context);
  const image = conv2d(seenBy(layer, features), filters, undefined, layer);
  const pooled = pool(next, { ...after(layer, features), image }, context);
  const biased = add(pooled.image, reshape(bias, [1, layer.channels, 1, 1]));
  return { ...pooled, image: activate(biased, layer.activation) };
}

/** The largest weight as a byte, which is symmetric about 0. */
const largestByte = 127;

/** With fewer channels, bytes save nothing. */
const fewestInt8Channels = 4;

function quantises<C extends BuildContext>({ image }: Features, context: C): context is C & { readonly int8: Int8 } {
  return context.int8 !== undefined && sizes(image)[1] >= fewestInt8Channels;
}

/** A convolution in 8 bits and the pool after it, whose bytes need not become numbers first. */
function inBytes(
  layer: Conv,
  next: MaxPool | undefined,
  features: Features,
  context: BuildContext,
  int8: Int8,
): Features {
  const { name, filters, bias } = weightsOf(layer, features, context);
  const { input, output } = known(int8.ranges.get(name), `a range of ${name}`);
  const rectified = layer.activation === 'relu';
  // A range from 0 rectifies.
  const ranges = { input, output: rectified ? { low: 0, high: output.high } : output };
  const quantised = convolveBytes(layer, seenBy(layer, features), { filters, bias }, ranges, int8);
  const convolved = { ...after(layer, features), image: quantised.values };
  const pooled = next ? pool(next, convolved, context) : convolved;
  const image = dequantise({ ...quantised, values: pooled.image });
  return { ...pooled, image: rectified ? image : activate(image, layer.activation) };
}

/** The same as `conv2d`; values outside the output's range become its ends. */
function convolveBytes(
  { stride, dilation }: Conv,
  x: Tensor,
  { filters, bias }: { readonly filters: Tensor; readonly bias: Tensor },
  ranges: { readonly input: Range; readonly output: Range },
  int8: Int8,
): Quantised {
  const outputs = knownSize(filters, 0, 'conv');
  const weights = valuesOf(filters, int8);
  const scales = rowScales(weights, outputs, largestByte);
  const scaleAt = (output: number) => known(scales[output], 'the scale of a filter');
  const inputScale = scaleOf(ranges.input);
  const offsets = Int32Array.from(valuesOf(bias, int8), (b, o) => Math.round(b / (inputScale.scale * scaleAt(o))));
  const shape = filters.shape.map((_, axis) => knownSize(filters, axis, 'conv'));
  return quantisedConv2d(
    quantise(x, inputScale),
    {
      filters: {
        values: constant(roundedRows(weights, scales), shape),
        scale: constant(scales, [outputs]),
        zero: constant(new Int8Array(outputs), [outputs]),
      },
      bias: constant(offsets, [outputs]),
    },
    scaleTensors(scaleOf(ranges.output)),
    { stride, dilation },
  );
}
