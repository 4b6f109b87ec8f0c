/** The blocks of a layout network, in a graph that trains or one that reads, and the weights they declare. */
import {
  add,
  batchNorm,
  cast,
  constant,
  conv2d,
  depthwiseConv2d,
  knownSize,
  mul,
  oneOutput,
  part,
  patchConv2d,
  relu,
  type Tensor,
  varianceFloor,
} from '../../graph/index.js';
import type { Initialisation } from '../initialise.js';
import { roundedRows, rowScales } from '../int8.js';
import { Parameters } from '../parameters.js';

export interface RunningStatistic {
  readonly name: string;
  readonly batch: Tensor;
}

export class LayoutBuilder {
  readonly parameters = new Parameters();
  /** The batch's values of the running statistics; none in a graph that reads. */
  readonly statistics: RunningStatistic[] = [];

  /** @param rounded weights whose filters the graph has in 8 bits */
  constructor(
    private readonly mode: 'training' | 'inference',
    private readonly rounded?: ReadonlyMap<string, Float32Array>,
  ) {}

  /** A 3×3 convolution, batch norm, ReLU: [B, C, H, W] → [B, channels, H, W]. */
  block(name: string, x: Tensor, channels: number, dilation = 1): Tensor {
    const filters = this.filters(name, [channels, knownSize(x, 1, name), 3, 3]);
    return this.normalised(name, conv2d(x, filters, undefined, { dilation: [dilation, dilation], byRows: true }));
  }

  /** Each 2×2 pixels to one, batch norm, ReLU: [B, C, H, W] → [B, channels, H/2, W/2]. */
  halved(name: string, x: Tensor, channels: number): Tensor {
    const filters = this.filters(name, [channels, knownSize(x, 1, name), 2, 2]);
    return this.normalised(name, patchConv2d(x, filters));
  }

  /**
   * A 1×1 convolution and nothing after it: [B, C, H, W] → [B, channels, H, W].
   * @param starts what the bias is added to, one number for each channel
   */
  pointwise(name: string, x: Tensor, channels: number, starts?: readonly number[]): Tensor {
    const inputs = knownSize(x, 1, name);
    const filters = this.stored(`${name}.filters`, [channels, inputs, 1, 1], {
      kind: 'glorot',
      fanIn: inputs,
      fanOut: channels,
    });
    const bias = this.parameters.add(`${name}.bias`, [channels], { kind: 'constant', value: 0 });
    return conv2d(x, filters, starts ? add(bias, constant(Float32Array.from(starts))) : bias);
  }

  /** Looks far along the rows, then along the columns, each channel for itself; what it sees is added to x. */
  bridged(name: string, x: Tensor, reach: number): Tensor {
    const channels = knownSize(x, 1, name);
    const along = depthwiseConv2d(x, this.filters(`${name}.rows`, [channels, 1, 1, reach]));
    const seen = depthwiseConv2d(along, this.filters(`${name}.columns`, [channels, 1, reach, 1]));
    return add(x, this.normalised(name, seen));
  }

  private filters(name: string, shape: readonly [number, number, number, number]): Tensor {
    const [, inputs, ky, kx] = shape;
    return this.stored(`${name}.filters`, shape, { kind: 'he', fanIn: inputs * ky * kx });
  }

  /** As a parameter, or rounded to bytes with a scale for each output channel: runtimes make floats of those once. */
  private stored(name: string, shape: readonly [number, ...number[]], initialisation: Initialisation): Tensor {
    const values = this.rounded?.get(name);
    if (!values) return this.parameters.add(name, shape, initialisation);
    const [outputs, ...others] = shape;
    const scales = rowScales(values, outputs, 127);
    const scale = constant(scales, [outputs, ...others.map(() => 1)]);
    return mul(cast(constant(roundedRows(values, scales), shape), 'float32'), scale);
  }

  private normalised(name: string, x: Tensor): Tensor {
    return part('activation', [x], () => relu(this.norm(name, x)));
  }

  /** Of the batch where the graph trains. Where it reads, of the running statistics: runtimes fold it into the filters. */
  private norm(name: string, x: Tensor): Tensor {
    const channels = knownSize(x, 1, name);
    const vector = (what: string, value: number, trainable: boolean) =>
      this.parameters.add(`${name}.${what}`, [channels], { kind: 'constant', value }, trainable);
    const [scale, shift] = [vector('scale', 1, true), vector('shift', 0, true)];
    const [mean, variance] = [vector('mean', 0, false), vector('variance', 1, false)];
    if (this.mode === 'training') {
      const batch = batchNorm(x, scale, shift);
      this.statistics.push({ name: `${name}.mean`, batch: batch.mean });
      this.statistics.push({ name: `${name}.variance`, batch: batch.variance });
      return batch.out;
    }
    return oneOutput({
      operator: 'BatchNormalization',
      inputs: [x, scale, shift, mean, variance],
      output: { type: x.type, shape: x.shape },
      attributes: { epsilon: { float: varianceFloor } },
    });
  }
}
