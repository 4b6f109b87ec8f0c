/** Networks by hand: parameters with their first values, and the two layers that most sequence readers end in. */
import {
  add,
  type Dimension,
  type Direction,
  directionCount,
  expand,
  formatShape,
  knownSize,
  lstm,
  matmul,
  parameter,
  type SruWeights,
  sizeOf,
  type Tensor,
  transpose,
} from '../graph/index.js';
import { Random } from '../random/index.js';
import { type Initialisation, initialise } from './initialise.js';

export interface ParameterInfo {
  readonly name: string;
  readonly shape: readonly number[];
  readonly size: number;
  /** Running statistics are not. */
  readonly trainable: boolean;
  readonly initialisation: Initialisation;
}

/** The parameters of a network being built, in the order in which they are made. */
export class Parameters {
  private readonly made = new Map<string, { readonly info: ParameterInfo; readonly tensor: Tensor }>();

  get infos(): readonly ParameterInfo[] {
    return [...this.made.values()].map(({ info }) => info);
  }

  /** Those that a gradient changes. */
  get trainable(): readonly { readonly name: string; readonly tensor: Tensor }[] {
    return [...this.made.values()]
      .filter(({ info }) => info.trainable)
      .map(({ info, tensor }) => ({ name: info.name, tensor }));
  }

  /** @throws when there is none of this name */
  tensor(name: string): Tensor {
    const one = this.made.get(name);
    if (!one) throw new Error(`Parameters: there must be a parameter ${name}, got ${[...this.made.keys()].join(', ')}`);
    return one.tensor;
  }

  /** @throws when there is one of this name */
  add(name: string, shape: readonly number[], initialisation: Initialisation, trainable = true): Tensor {
    if (this.made.has(name)) throw new Error(`Parameters: each name must stand once, got ${name} twice`);
    const size = shape.reduce((a, b) => a * b, 1);
    const tensor = parameter(name, shape, trainable);
    this.made.set(name, { info: { name, shape, size, trainable, initialisation }, tensor });
    return tensor;
  }

  /** First values by name: a function of the seed and the name. */
  initialValues(seed: number): Map<string, Float32Array> {
    return new Map(
      this.infos.map(({ name, size, initialisation }) => [
        name,
        initialise(size, initialisation, new Random(seed, 'weight', name)),
      ]),
    );
  }
}

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
  if (x.shape.length !== 3) throw new Error(`${name}: the input must be [B, T, I], got ${formatShape(x.shape)}`);
  const [batch] = x.shape as [Dimension, Dimension, Dimension];
  const inputs = knownSize(x, 2, name);
  const sequence = transpose(x, [1, 0, 2]);
  const weights = recurrentParameters('lstm', units, inputs, directionCount(direction), (what, shape, how) =>
    parameters.add(`${name}.${what}`, shape, how),
  );
  const all = lengths ?? expand(sizeOf(x, 1), [batch], [x]);
  return transpose(lstm(sequence, weights, { direction, lengths: all }), [1, 0, 2]);
}

/** The weights of a recurrence of D directions: projections Glorot, recurrences orthogonal, forget gates open. */
export function recurrentParameters(
  cell: 'lstm' | 'gru',
  units: number,
  inputs: number,
  directions: number,
  make: (what: string, shape: readonly number[], how: Initialisation) => Tensor,
) {
  const gates = cell === 'lstm' ? 4 : 3;
  return {
    input: make('input', [directions, gates * units, inputs], { kind: 'glorot', fanIn: inputs, fanOut: units }),
    recurrent: make('recurrent', [directions, gates * units, units], { kind: 'orthogonal', size: units }),
    bias: make(
      'bias',
      [directions, 4 * units],
      cell === 'lstm' ? { kind: 'gateBias', size: units, forget: 2 } : { kind: 'constant', value: 0 },
    ),
  };
}

/** The weights of an SRU of D directions: projections Glorot, forget gates open. */
export function sruParameters(
  units: number,
  inputs: number,
  directions: number,
  make: (what: string, shape: readonly number[], how: Initialisation) => Tensor,
): SruWeights {
  return {
    input: make('input', [directions, 4 * units, inputs], { kind: 'glorot', fanIn: inputs, fanOut: units }),
    bias: make('bias', [directions, 4 * units], { kind: 'gateBias', size: units, forget: 0 }),
  };
}
