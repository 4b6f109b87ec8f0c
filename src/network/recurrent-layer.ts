/** Recurrent layers: along the lines, or along the columns of each. */
import {
  add,
  type Dimension,
  directionCount,
  expand,
  fusedGru,
  fusedLstm,
  gru,
  integers,
  lstm,
  type RecurrentOptions,
  reshape,
  scalar,
  scaled,
  sru,
  sub,
  type Tensor,
  transpose,
} from '../graph/index.js';
import type { BuildContext, Features, LayerOf } from './build-context.js';
import type { Initialisation } from './initialise.js';
import { int8Lstm } from './int8.js';
import { recurrentParameters, sruParameters } from './parameters.js';
import { sizes, toImage, toSequence } from './sequence.js';

/** A cell with its weights: [T, N, I] → [T, N, D·H]. */
type Run = (x: Tensor, options: RecurrentOptions) => Tensor;

const cells = {
  training: { lstm, gru },
  inference: { lstm: fusedLstm, gru: fusedGru },
} as const;

function cellOf(layer: LayerOf<'recurrent'>, inputs: number, context: BuildContext): Run {
  const name = context.nameOf(layer, layer.cell);
  const make = (what: string, shape: readonly number[], how: Initialisation) =>
    context.weight(`${name}.${what}`, shape, how);
  const directions = directionCount(layer.direction);
  if (layer.cell === 'sru') {
    const weights = sruParameters(layer.size, inputs, directions, make);
    return (x, options) => sru(x, weights, options);
  }
  const weights = recurrentParameters(layer.cell, layer.size, inputs, directions, make);
  const { int8 } = context;
  if (int8 && layer.cell === 'lstm') return (x, options) => int8Lstm(x, weights, options, int8);
  const cell = cells[context.mode][layer.cell];
  return (x, options) => cell(x, weights, options);
}

export function recurrent(layer: LayerOf<'recurrent'>, features: Features, context: BuildContext): Features {
  const [, channels] = sizes(features.image);
  const run = cellOf(layer, channels, context);
  return layer.axis === 'x' ? alongWidth(layer, features, run) : alongHeight(layer, features, run);
}

function alongWidth(layer: LayerOf<'recurrent'>, features: Features, run: Run): Features {
  const [batch, channels, height, width] = sizes(features.image);
  const options = { direction: layer.direction, summarise: layer.summarise };
  if (height === 1) {
    const out = run(toSequence(features.image), { ...options, lengths: features.lengths });
    return summarised(layer, { ...features, image: toImage(out, features.image), clean: false });
  }
  const rows = reshape(transpose(features.image, [3, 0, 2, 1]), [width, scaled(batch, height), channels], []);
  const lengths = reshape(expand(reshape(features.lengths, [batch, 1]), [batch, height], []), [scaled(batch, height)]);
  const out = run(rows, { ...options, lengths });
  const [steps, , outputs] = out.shape as [Dimension, Dimension, number];
  const image = transpose(reshape(out, [steps, batch, height, outputs], [features.image]), [1, 3, 2, 0]);
  return summarised(layer, { ...features, image, clean: false });
}

function summarised(layer: LayerOf<'recurrent'>, features: Features): Features {
  if (!layer.summarise) return features;
  const { lengths } = features;
  return { ...features, lengths: add(sub(lengths, lengths), scalar(1, 'int64')) };
}

function alongHeight(layer: LayerOf<'recurrent'>, features: Features, run: Run): Features {
  const [batch, channels, height, width] = sizes(features.image);
  const merged = `${batch}*${width}`;
  const columns = reshape(transpose(features.image, [2, 0, 3, 1]), [height, merged, channels], []);
  const lengths = expand(integers([height]), [merged], [columns]);
  const out = run(columns, { direction: layer.direction, summarise: layer.summarise, lengths });
  const [steps, , outputs] = out.shape as [number, Dimension, number];
  const image = transpose(reshape(out, [steps, batch, width, outputs], [features.image]), [1, 3, 0, 2]);
  return { ...features, image, clean: false };
}
