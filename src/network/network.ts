/**
 * A network: a specification and a number of classes, from which the training graph and the inference graph are
 * built. Both are the same function of the same weights; the first also computes the CTC loss and all gradients.
 */
import {
  add,
  cast,
  columnsBelow,
  compileTraining,
  constant,
  conv2d,
  type Dimension,
  expand,
  input,
  logSoftmax,
  matmul,
  mul,
  node,
  part,
  reshape,
  scalar,
  type Tensor,
  type TrainingGraph,
  transpose,
  where,
  writeOnnx,
} from '../graph/index.js';
import type { BuildContext, Features, LayerOf, Statistic } from './build-context.js';
import { ctcLoss } from './ctc-head.js';
import type { Initialisation } from './initialise.js';
import type { Int8 } from './int8.js';
import { applySeries, cleaned, padToRounded, roundedWidths } from './layers.js';
import { type ParameterInfo, Parameters } from './parameters.js';
import { toSequence } from './sequence.js';
import { type Layer, parseVgsl, type Specification, sizeAfter, VgslError, withOutput } from './vgsl.js';

export class Network {
  /** The specification with its output token. */
  readonly spec: string;
  /** Line height in pixels. */
  readonly height: number;
  /** Classes, the blank (class 0) included. */
  readonly classes: number;
  /** Image columns for each frame. Widths are rounded up to a multiple of it. */
  readonly stride: number;
  /** What is trained. */
  readonly parameters: readonly ParameterInfo[];
  /** What a model file holds: all but the weights of auxiliary outputs. */
  readonly readingParameters: readonly ParameterInfo[];
  private readonly parameterSet: Parameters;
  private readonly parsed: Specification;
  /** The narrowest width, a multiple of the stride, that gives a frame. Narrower lines get paper. */
  private readonly leastWidth: number;

  /** @throws VgslError when the specification can't be read, or asks for another number of classes */
  constructor(spec: string, classes: number) {
    this.parsed = parseVgsl(spec);
    if (this.parsed.classes !== undefined && this.parsed.classes !== classes) {
      const token = `O1c${this.parsed.classes}`;
      throw new VgslError(
        spec,
        Math.max(0, spec.search(/O(\{\w+\})?1c/)),
        token,
        `the output must have ${classes} classes (blank and alphabet; it may be left out)`,
      );
    }
    this.spec = withOutput(spec, classes);
    this.height = this.parsed.height;
    this.classes = classes;
    this.stride = horizontalStride(this.parsed.layers);
    this.leastWidth = this.stride;
    while (sizeAfter(this.parsed.layers, this.leastWidth, 'x') < 1) this.leastWidth += this.stride;
    const builder = new Builder('training', this.spec, this.classes);
    this.build(builder);
    this.parameterSet = builder.parameters;
    this.parameters = this.parameterSet.infos;
    this.readingParameters = this.parameters.filter(({ name }) => !builder.trainingOnly.has(name));
  }

  /** Number of trainable weights of the network that reads. */
  get size(): number {
    return this.readingParameters.reduce((n, { size, trainable }) => n + (trainable ? size : 0), 0);
  }

  /** Frames of a line of so many pixels; what CTC has for its label. */
  frames(widthPx: number): number {
    const rounded = Math.ceil(widthPx / this.stride) * this.stride;
    return sizeAfter(this.parsed.layers, Math.max(this.leastWidth, rounded), 'x');
  }

  /** First weights by name, a function of the seed. */
  initialWeights(seed: number): Map<string, Float32Array> {
    return this.parameterSet.initialValues(seed);
  }

  /**
   * The graph of one training step.
   *
   * Inputs: `image` float32 [B, 1, H, W] (ink 1, paper 0), `widths` int64 [B], `labels` int64 [B, L], `labelLength`
   * int64 [B], `lossScale` float32 [1] (what each line's loss is multiplied by), `dropoutSeed` int64 [1], and every
   * parameter by its name. Outputs: `loss` float64 [B], and what `TrainingGraph` names.
   */
  trainingGraph(): TrainingGraph {
    const builder = new Builder('training', this.spec, this.classes);
    const { logits, lengths } = this.build(builder);
    const labels = input('labels', 'int64', ['B', 'L']);
    const labelLength = input('labelLength', 'int64', ['B']);
    const lossOf = (own: Tensor, logitLength: Tensor) =>
      ctcLoss({ logits: own, labels, labelLength, logitLength, logitsTimeMajor: true });
    const loss = lossOf(logits, lengths);
    const scale = cast(input('lossScale', 'float32', [1]), 'float64');
    const auxiliary = builder.auxiliaries.map(({ weight, logits, lengths }) => {
      const own = part('auxiliary', () => lossOf(logits, lengths));
      return [own, expand(mul(scale, scalar(weight, 'float64')), ['B'], [own])] as const;
    });
    return compileTraining({
      losses: [[loss, expand(scale, ['B'], [loss])], ...auxiliary],
      trainable: builder.parameters.trainable,
      outputs: { loss },
      statistics: builder.statistics,
    });
  }

  /**
   * The graph that reads, weights inside, standard operators only. Inputs `image` and `widths` as above; outputs
   * `logProbs` float32 [B, T, K] and `lengths` int64 [B].
   */
  inferenceGraph(
    weights: ReadonlyMap<string, Float32Array>,
    metadata: Readonly<Record<string, string>> = {},
  ): Uint8Array {
    return this.reading(new Builder('inference', this.spec, this.classes), weights, metadata);
  }

  /** As `inferenceGraph`, in 8 bits; uses operators of ONNX Runtime (com.microsoft). Same inputs and outputs. */
  int8Graph(int8: Int8, metadata: Readonly<Record<string, string>> = {}): Uint8Array {
    return this.reading(new Builder('inference', this.spec, this.classes, int8), int8.weights, metadata);
  }

  /**
   * The graph that looks at ranges: `inferenceGraph`'s inputs; float32 [1] outputs `NAME.input.low`, `.high`,
   * `NAME.output.low` and `.high` for each convolution NAME.
   */
  calibrationGraph(weights: ReadonlyMap<string, Float32Array>): Uint8Array {
    const builder = new Builder('inference', this.spec, this.classes);
    this.build(builder);
    const outputs = builder.observed.flatMap(({ name, x, out }) => [
      [`${name}.input.low`, extreme('ReduceMin', x)] as const,
      [`${name}.input.high`, extreme('ReduceMax', x)] as const,
      [`${name}.output.low`, extreme('ReduceMin', out)] as const,
      [`${name}.output.high`, extreme('ReduceMax', out)] as const,
    ]);
    return writeOnnx({ outputs: Object.fromEntries(outputs), weights });
  }

  private reading(
    builder: Builder,
    weights: ReadonlyMap<string, Float32Array>,
    metadata: Readonly<Record<string, string>>,
  ): Uint8Array {
    const { logits, lengths } = this.build(builder);
    const logProbs = transpose(logSoftmax(logits), [1, 0, 2]);
    return writeOnnx({ outputs: { logProbs, lengths }, weights, metadata });
  }

  /** For tests: the logits of a training graph as an output, so that both graphs can be compared. */
  trainingLogits(): Uint8Array {
    const { logits, lengths } = this.build(new Builder('training', this.spec, this.classes));
    return writeOnnx({ outputs: { logProbs: transpose(logSoftmax(logits), [1, 0, 2]), lengths } });
  }

  private build(builder: Builder): { readonly logits: Tensor; readonly lengths: Tensor } {
    const widths = input('widths', 'int64', ['B']);
    const raw = input('image', 'float32', ['B', 1, this.height, 'W']);
    const padded = padToRounded(raw, this.stride, this.leastWidth);
    const inside = columnsBelow(padded, 3, widths);
    const image = where(inside, padded, constant(0));
    const lengths = roundedWidths(widths, this.stride, this.leastWidth);
    const features = applySeries(this.parsed.layers, { image, lengths, clean: true }, builder);
    return { logits: part('output', () => this.output(features, builder)), lengths: features.lengths };
  }

  private output(features: Features, builder: Builder): Tensor {
    const [, channels, height] = features.image.shape as [Dimension, number, number];
    if (height !== 1) {
      const last = this.parsed.layers.at(-1);
      throw new VgslError(
        this.spec,
        last?.at ?? 0,
        last?.token ?? this.spec,
        `the height must be 1 before the output but is ${height} here (fold it with S1(1x0)1,3)`,
      );
    }
    const weights = builder.weight('output.weights', [channels, this.classes], {
      kind: 'glorot',
      fanIn: channels,
      fanOut: this.classes,
    });
    const bias = builder.weight('output.bias', [this.classes], { kind: 'constant', value: 0 });
    return add(matmul(toSequence(features.image), weights), bias);
  }
}

class Builder implements BuildContext {
  readonly parameters = new Parameters();
  readonly statistics: Statistic[] = [];
  readonly observed: { readonly name: string; readonly x: Tensor; readonly out: Tensor }[] = [];
  readonly auxiliaries: { readonly weight: number; readonly logits: Tensor; readonly lengths: Tensor }[] = [];
  /** Weights that no graph has which reads. */
  readonly trainingOnly = new Set<string>();
  readonly dropoutSeed: Tensor | undefined;
  private dropouts = 0;
  private readonly kinds = new Map<string, number>();
  private readonly names = new Set<string>();

  constructor(
    readonly mode: 'training' | 'inference',
    private readonly spec: string,
    private readonly classes: number,
    readonly int8?: Int8,
  ) {
    this.dropoutSeed = mode === 'training' ? input('dropoutSeed', 'int64', [1]) : undefined;
  }

  weight(name: string, shape: readonly number[], how: Initialisation, trainable = true): Tensor {
    return this.parameters.add(name, shape, how, trainable);
  }

  nextDropout(): number {
    return this.dropouts++;
  }

  statistic(statistic: Statistic): void {
    this.statistics.push(statistic);
  }

  /** A convolution over three frames to the classes: the CTC shortcut of Retsinas et al. 2022 (§3.3). */
  auxiliary(layer: LayerOf<'auxiliary'>, features: Features): void {
    const [, channels, height] = features.image.shape as [Dimension, number, number];
    if (height !== 1) throw this.fault(layer, `the height must be 1 before it but is ${height} here`);
    const name = this.nameOf(layer, 'auxiliary');
    if (this.mode === 'inference') return;
    const fanIn = 3 * channels;
    const filters = this.weight(`${name}.filters`, [this.classes, channels, 1, 3], {
      kind: 'glorot',
      fanIn,
      fanOut: this.classes,
    });
    const bias = this.weight(`${name}.bias`, [this.classes], { kind: 'constant', value: 0 });
    const out = part('auxiliary', () => conv2d(cleaned(features), filters, bias, {}));
    this.trainingOnly.add(`${name}.filters`).add(`${name}.bias`);
    this.auxiliaries.push({ weight: layer.weight, logits: toSequence(out), lengths: features.lengths });
  }

  observe(name: string, x: Tensor, out: Tensor): void {
    this.observed.push({ name, x, out });
  }

  fault(layer: Layer, rule: string): VgslError {
    return new VgslError(this.spec, layer.at, layer.token, rule);
  }

  nameOf(layer: Layer, kind: string): string {
    const count = this.kinds.get(kind) ?? 0;
    this.kinds.set(kind, count + 1);
    const name = layer.name ?? `${kind}${count}`;
    if (this.names.has(name)) throw this.fault(layer, `the name ${name} stands twice`);
    this.names.add(name);
    return name;
  }
}

function extreme(operator: 'ReduceMin' | 'ReduceMax', x: Tensor): Tensor {
  return node({
    operator,
    inputs: [reshape(x, ['all'], [])],
    outputs: [{ type: x.type, shape: [1] }],
    attributes: { keepdims: { int: 1 } },
  })[0] as Tensor;
}

function horizontalStride(layers: readonly Layer[]): number {
  return layers.reduce((product, layer) => {
    if (layer.kind === 'conv' || layer.kind === 'maxPool') return product * layer.stride[1];
    if (layer.kind === 'series') return product * horizontalStride(layer.layers);
    if (layer.kind === 'parallel') return product * horizontalStride(layer.layers.slice(0, 1));
    return product;
  }, 1);
}
