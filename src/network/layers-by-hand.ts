/** The two layers that most sequence readers end in, for networks that are built without a specification. */
import {
  add,
  type Direction,
  directionCount,
  expand,
  formatShape,
  knownSize,
  lstm,
  matmul,
  sizeOf,
  type Tensor,
  transpose,
} from '../graph/index.js';
import { lstmWeights } from './layers/cells/lstm.js';
import type { Parameters } from './parameters.js';

/** x·W + b over the last axis: [..., I] → [..., units]. Parameters NAME.weights and NAME.bias. */
export function denseLayer(x: Tensor, units: number, parameters: Parameters, name: string): Tensor {
  const inputs = knownSize(x, x.shape.length - 1, name);
  const weights = parameters.add(`${name}.weights`, [inputs, units], { kind: 'glorot', fanIn: inputs, fanOut: units });
  const bias = parameters.add(`${name}.bias`, [units], { kind: 'constant', value: 0 });
  return add(matmul(x, weights), bias);
}

export interface LstmLayerOptions {
  /** Default: forward. */
  readonly direction?: Direction;
  /** Valid steps of each sequence, int64 [B]. Default: all. */
  readonly lengths?: Tensor;
}

/**
 * An LSTM that gives every step: [B, T, I] → [B, T, units], or [B, T, 2·units] in both directions. Parameters
 * NAME.input, NAME.recurrent and NAME.bias.
 */
export function lstmLayer(
  x: Tensor,
  units: number,
  parameters: Parameters,
  name: string,
  { direction = 'forward', lengths }: LstmLayerOptions = {},
): Tensor {
  const [batch, , ...rest] = x.shape;
  if (batch === undefined || rest.length !== 1)
    throw new Error(`${name}: the input must be [B, T, I], got ${formatShape(x.shape)}`);
  const inputs = knownSize(x, 2, name);
  const sequence = transpose(x, [1, 0, 2]);
  const weights = lstmWeights({ units, inputs, directions: directionCount(direction) }, (what, shape, how) =>
    parameters.add(`${name}.${what}`, shape, how),
  );
  const all = lengths ?? expand(sizeOf(x, 1), [batch], [x]);
  return transpose(lstm(sequence, weights, { direction, lengths: all }), [1, 0, 2]);
}
