/** The layers: what each token of a specification does to the features, in a graph that trains or one that reads. */
import {
  add,
  cast,
  columnsBelow,
  concat,
  constant,
  conv2d,
  div,
  dropout,
  integers,
  leakyRelu,
  maximum,
  maxPool2d,
  mul,
  node,
  relu,
  reshape,
  scalar,
  sigmoid,
  sizeOf,
  standardise,
  sub,
  sum,
  type Tensor,
  tanh,
  varianceFloor,
} from '../graph/index.js';
import type { BuildContext, Features, LayerOf } from './build-context.js';
import type { Initialisation } from './initialise.js';
import { dequantise, type Int8, int8Convolution, type Range } from './int8.js';
import { recurrent } from './recurrent-layer.js';
import { sizes, toImage, toSequence } from './sequence.js';
import type { Activation, Layer } from './vgsl.js';

export function applySeries(layers: readonly Layer[], features: Features, context: BuildContext): Features {
  let current = features;
  for (let i = 0; i < layers.length; i++) {
    const layer = layers[i] as Layer;
    const following = layers[i + 1];
    const early = layer.kind === 'conv' && poolsFirst(layer, following) ? ([layer, following] as const) : undefined;
    if (early && quantises(current, context)) {
      current = int8Conv(...early, current, context);
      i++;
    } else if (early && context.mode === 'training') {
      current = convPool(...early, current, context);
      i++;
    } else {
      current = applyLayer(layer, current, context);
    }
  }
  return current;
}

function applyLayer(layer: Layer, features: Features, context: BuildContext): Features {
  switch (layer.kind) {
    case 'conv':
      return conv(layer, features, context);
    case 'recurrent':
      return recurrent(layer, features, context);
    case 'dropout':
      return drop(layer, features, context);
    case 'maxPool':
      return pool(layer, features, context);
    case 'foldHeight':
      return foldHeight(layer, features, context);
    case 'groupNorm':
      return groupNorm(layer, features, context);
    case 'batchNorm':
      return batchNorm(layer, features, context);
    case 'identity':
      return features;
    case 'auxiliary':
      context.auxiliary(layer, features);
      return features;
    case 'series':
      return applySeries(layer.layers, features, context);
    case 'parallel':
      return parallel(layer, features, context);
    case 'output':
      throw new Error('applyLayer: the output is built by the network');
  }
}

/** 1 on valid columns and 0 on padding: float32 [B, 1, 1, W]. */
export function columnMask(image: Tensor, lengths: Tensor): Tensor {
  return cast(columnsBelow(image, 3, lengths), 'float32');
}

/** Zero padding, for a kernel that reaches into it. */
export function cleaned({ image, lengths, clean }: Features): Tensor {
  return clean ? image : mul(image, columnMask(image, lengths));
}

/** Valid columns after windows of `kernel` every `stride`: floor((length − kernel) / stride) + 1, at least 0. */
function windowLengths(lengths: Tensor, kernel: number, stride: number): Tensor {
  if (kernel === 1 && stride === 1) return lengths;
  const whole = (value: number) => scalar(value, 'int64');
  return div(maximum(add(lengths, whole(stride - kernel)), whole(0)), whole(stride));
}

function convWeights(layer: LayerOf<'conv'>, features: Features, context: BuildContext) {
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

function conv(layer: LayerOf<'conv'>, features: Features, context: BuildContext): Features {
  if (quantises(features, context)) return int8Conv(layer, undefined, features, context);
  const { name, filters, bias } = convWeights(layer, features, context);
  const image = layer.kernel[1] > 1 ? cleaned(features) : features.image;
  const out = conv2d(image, filters, bias, layer);
  context.observe(name, image, out);
  return {
    image: activate(out, layer.activation),
    lengths: windowLengths(features.lengths, 1, layer.stride[1]),
    clean: false,
  };
}

/** With fewer channels, bytes save nothing. */
const fewestInt8Channels = 4;

function quantises({ image }: Features, { int8 }: BuildContext): boolean {
  return int8 !== undefined && sizes(image)[1] >= fewestInt8Channels;
}

/** A convolution in 8 bits and the pool after it, whose bytes need not become numbers first. */
function int8Conv(
  layer: LayerOf<'conv'>,
  poolLayer: LayerOf<'maxPool'> | undefined,
  features: Features,
  context: BuildContext,
): Features {
  const int8 = context.int8 as Int8;
  const { name, filters, bias } = convWeights(layer, features, context);
  const x = layer.kernel[1] > 1 ? cleaned(features) : features.image;
  const { input, output } = int8.ranges.get(name) as { input: Range; output: Range };
  const rectified = layer.activation === 'relu';
  const ranges = { input, output: rectified ? { low: 0, high: output.high } : output };
  const { stride, dilation } = layer;
  const quantised = int8Convolution({ x, filters, bias, stride, dilation, ranges }, int8);
  const convolved = {
    image: quantised.values,
    lengths: windowLengths(features.lengths, 1, stride[1]),
    clean: false,
  };
  const pooled = poolLayer ? pool(poolLayer, convolved, context) : convolved;
  const image = dequantise({ ...quantised, values: pooled.image });
  return { ...pooled, image: rectified ? image : activate(image, layer.activation) };
}

/** The largest value of a window stays the largest under a rising activation, so the pool may come first. */
function poolsFirst(layer: LayerOf<'conv'>, following: Layer | undefined): following is LayerOf<'maxPool'> {
  return following?.kind === 'maxPool' && layer.activation !== 'softmax';
}

/** Bias and activation on what the pool leaves: the same result, with a fraction of the elementwise work. */
function convPool(
  layer: LayerOf<'conv'>,
  poolLayer: LayerOf<'maxPool'>,
  features: Features,
  context: BuildContext,
): Features {
  const { filters, bias } = convWeights(layer, features, context);
  const image = layer.kernel[1] > 1 ? cleaned(features) : features.image;
  const convolved = {
    image: conv2d(image, filters, undefined, layer),
    lengths: windowLengths(features.lengths, 1, layer.stride[1]),
    clean: false,
  };
  const pooled = pool(poolLayer, convolved, context);
  const biased = add(pooled.image, reshape(bias, [1, layer.channels, 1, 1]));
  return { ...pooled, image: activate(biased, layer.activation) };
}

function activate(x: Tensor, activation: Activation): Tensor {
  switch (activation) {
    case 'linear':
      return x;
    case 'relu':
      return relu(x);
    case 'leakyRelu':
      return leakyRelu(x);
    case 'tanh':
      return tanh(x);
    case 'sigmoid':
      return sigmoid(x);
    case 'softmax':
      return channelSoftmax(x);
  }
}

function channelSoftmax(x: Tensor): Tensor {
  const out = node({
    operator: 'Softmax',
    inputs: [x],
    outputs: [{ type: x.type, shape: x.shape }],
    attributes: { axis: { int: 1 } },
    gradient: ([dOut]) => {
      if (!dOut) return [];
      const weighted = mul(dOut, out);
      const total = sum(weighted, [1]);
      return [sub(weighted, mul(out, total))];
    },
  })[0] as Tensor;
  return out;
}

function pool(layer: LayerOf<'maxPool'>, features: Features, context: BuildContext): Features {
  const [, , height] = sizes(features.image);
  if (height < layer.kernel[0]) throw context.fault(layer, `the window must fit the height, which is ${height} here`);
  return {
    image: maxPool2d(features.image, layer),
    lengths: windowLengths(features.lengths, layer.kernel[1], layer.stride[1]),
    // A window that holds only padding holds only zeros; one that holds both is not counted as valid.
    clean: features.clean && layer.kernel[1] <= layer.stride[1],
  };
}

function foldHeight(layer: LayerOf<'foldHeight'>, features: Features, context: BuildContext): Features {
  const [batch, channels, height, width] = sizes(features.image);
  if (layer.height !== 0 && layer.height !== height) {
    throw context.fault(layer, `the height is ${height} here (S1(1x0)1,3 folds whatever it is)`);
  }
  return { ...features, image: reshape(features.image, [batch, channels * height, 1, width]) };
}

function drop(layer: LayerOf<'dropout'>, features: Features, context: BuildContext): Features {
  if (context.mode === 'inference' || !context.dropoutSeed) return features;
  const options = {
    probability: layer.probability,
    seed: context.dropoutSeed,
    layer: context.nextDropout(),
    channels: layer.channels,
  };
  // Sequences pass in their own layout, so that no transpose stands between two recurrent layers.
  if (sizes(features.image)[2] === 1 && !layer.channels) {
    return { ...features, image: toImage(dropout(toSequence(features.image), options), features.image) };
  }
  return { ...features, image: dropout(features.image, options) };
}

function affineWeights(name: string, channels: number, context: BuildContext) {
  return {
    scale: context.weight(`${name}.scale`, [channels], { kind: 'constant', value: 1 }),
    shift: context.weight(`${name}.shift`, [channels], { kind: 'constant', value: 0 }),
  };
}

function affine(name: string, channels: number, x: Tensor, context: BuildContext): Tensor {
  const { scale, shift } = affineWeights(name, channels, context);
  const shape = [1, channels, 1, 1];
  return add(mul(x, reshape(scale, shape)), reshape(shift, shape));
}

function batchNorm(layer: LayerOf<'batchNorm'>, features: Features, context: BuildContext): Features {
  const name = context.nameOf(layer, 'batchNorm');
  const [, channels] = sizes(features.image);
  const running = (what: string, value: number) =>
    context.weight(`${name}.${what}`, [channels], { kind: 'constant', value }, false);
  const mean = running('mean', 0);
  const variance = running('variance', 1);
  if (context.mode === 'inference') {
    const { scale, shift } = affineWeights(name, channels, context);
    const [image] = node({
      operator: 'BatchNormalization',
      inputs: [features.image, scale, shift, mean, variance],
      outputs: [{ type: 'float32', shape: features.image.shape }],
      attributes: { epsilon: { float: varianceFloor } },
    });
    return { ...features, image: image as Tensor, clean: false };
  }
  const { out, ...batch } = standardise(features.image, columnMask(features.image, features.lengths), [0, 2, 3]);
  context.statistic({ name: `${name}.mean`, batch: reshape(batch.mean, [channels]) });
  context.statistic({ name: `${name}.variance`, batch: reshape(batch.variance, [channels]) });
  return { ...features, image: affine(name, channels, out, context), clean: false };
}

function groupNorm(layer: LayerOf<'groupNorm'>, features: Features, context: BuildContext): Features {
  const [batch, channels, height, width] = sizes(features.image);
  if (layer.groups < 1 || channels % layer.groups !== 0) {
    throw context.fault(layer, `${channels} channels must be divided into equal groups`);
  }
  const name = context.nameOf(layer, 'groupNorm');
  const grouped = reshape(features.image, [batch, layer.groups, (channels / layer.groups) * height, width]);
  const { out } = standardise(grouped, columnMask(features.image, features.lengths), [2, 3]);
  return {
    ...features,
    image: affine(name, channels, reshape(out, features.image.shape), context),
    clean: false,
  };
}

function parallel(layer: LayerOf<'parallel'>, features: Features, context: BuildContext): Features {
  const branches = layer.layers.map((branch) => applyLayer(branch, features, context));
  const [first] = branches as [Features];
  const [, , height, width] = sizes(first.image);
  branches.forEach(({ image }, index) => {
    const [, , h, w] = sizes(image);
    if (h !== height || w !== width) {
      const sizes = `${height}×${width} and, in branch ${index + 1}, ${h}×${w}`;
      throw context.fault(layer, `the branches must keep the same height and width (they have ${sizes})`);
    }
  });
  return {
    image: concat(
      branches.map(({ image }) => image),
      1,
    ),
    lengths: first.lengths,
    clean: branches.every(({ clean }) => clean),
  };
}

/** Widths rounded up to a multiple of `stride`, and to `least` at least: int64. */
export function roundedWidths(widths: Tensor, stride: number, least: number): Tensor {
  const whole = (value: number) => scalar(value, 'int64');
  const rounded = mul(div(add(widths, whole(stride - 1)), whole(stride)), whole(stride));
  return least > stride ? maximum(rounded, whole(least)) : rounded;
}

/** Columns of paper until the width is rounded up: [B, 1, H, W] → [B, 1, H, stride·w]. */
export function padToRounded(image: Tensor, stride: number, least: number): Tensor {
  if (stride === 1 && least === 1) return image;
  const width = sizeOf(image, 3);
  const missing = sub(roundedWidths(width, stride, least), width);
  return node({
    operator: 'Pad',
    inputs: [image, concat([integers([0, 0, 0, 0, 0, 0, 0]), missing], 0), constant(0)],
    outputs: [{ type: 'float32', shape: [...image.shape.slice(0, 3), `${stride}*w`] }],
  })[0] as Tensor;
}
