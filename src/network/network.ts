/**
 * A network: a specification and a number of classes, from which the training graph and the inference graph are
 * built. Both are the same function of the same weights; the first also computes the CTC loss and all gradients.
 */
import {
  compileTraining,
  largest,
  type OnnxOptions,
  reshape,
  smallest,
  type Tensor,
  type TrainingGraph,
  type WeightStorage,
  writeOnnx,
} from '../graph/index.js';
import { Builder, type BuilderOptions } from './builder.js';
import { type CtcScores, ctcHead } from './heads/ctc.js';
import type { Int8 } from './int8.js';
import type { BatchNormBy } from './layers/layer.js';
import { applySeries, horizontalStride, sizeAfter } from './layers/table.js';
import { lineInput } from './line-input.js';
import type { ParameterInfo, Parameters } from './parameters.js';
import { withOutput } from './rewrite.js';
import { parseVgsl, type Specification, VgslError } from './vgsl.js';

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
    checkClasses(spec, classes);
    this.spec = withOutput(spec, classes);
    this.parsed = parseVgsl(this.spec);
    this.height = this.parsed.height;
    this.classes = classes;
    this.stride = horizontalStride(this.parsed.layers);
    this.leastWidth = this.stride;
    while (sizeAfter(this.parsed.layers, this.leastWidth, 'x') < 1) this.leastWidth += this.stride;
    const builder = this.builder('training');
    this.build(builder);
    this.parameterSet = builder.parameters;
    this.parameters = this.parameterSet.infos;
    this.readingParameters = this.parameters.filter(({ role }) => role !== 'auxiliary');
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
   * @param batchNorm whether batch norm normalises by each batch's own statistics, or by the running ones, which then stay
   */
  trainingGraph(batchNorm: BatchNormBy = 'batch'): TrainingGraph {
    const builder = this.builder('training', { batchNorm });
    const { losses, outputs } = ctcHead.training(this.build(builder), builder.auxiliaries);
    const { parameters, statistics } = builder;
    return compileTraining({ losses, trainable: parameters.trainable, outputs, statistics });
  }

  /**
   * The graph that reads, weights inside, standard operators only. Inputs `image` and `widths` as above; outputs
   * `logProbs` float32 [B, T, K] and `lengths` int64 [B].
   * @param stored how weights lie in the file; it computes in float32 in any case
   */
  inferenceGraph(
    weights: ReadonlyMap<string, Float32Array>,
    metadata: Readonly<Record<string, string>> = {},
    stored: WeightStorage = 'float32',
  ): Uint8Array {
    return this.reading(this.builder('inference'), { weights, metadata, stored });
  }

  /** As `inferenceGraph`, in 8 bits; uses operators of ONNX Runtime (com.microsoft). Same inputs and outputs. */
  int8Graph(int8: Int8, metadata: Readonly<Record<string, string>> = {}): Uint8Array {
    return this.reading(this.builder('inference', { int8 }), { weights: int8.weights, metadata });
  }

  /**
   * The graph that looks at ranges: `inferenceGraph`'s inputs; float32 [1] outputs `NAME.input.low`, `.high`,
   * `NAME.output.low` and `.high` for each convolution NAME.
   */
  calibrationGraph(weights: ReadonlyMap<string, Float32Array>): Uint8Array {
    const builder = this.builder('inference');
    this.build(builder);
    const outputs = builder.observed.flatMap(({ name, x, out }) => [
      [`${name}.input.low`, smallest(flat(x))] as const,
      [`${name}.input.high`, largest(flat(x))] as const,
      [`${name}.output.low`, smallest(flat(out))] as const,
      [`${name}.output.high`, largest(flat(out))] as const,
    ]);
    return writeOnnx({ outputs: Object.fromEntries(outputs), weights });
  }

  private reading(builder: Builder, kept: Omit<OnnxOptions, 'outputs'>): Uint8Array {
    return writeOnnx({ outputs: ctcHead.reading(this.build(builder)), ...kept });
  }

  /** For tests: the logits of a training graph as an output, so that both graphs can be compared. */
  trainingLogits(batchNorm: BatchNormBy = 'batch'): Uint8Array {
    return writeOnnx({ outputs: ctcHead.reading(this.build(this.builder('training', { batchNorm }))) });
  }

  private builder(mode: 'training' | 'inference', more: Pick<BuilderOptions, 'batchNorm' | 'int8'> = {}): Builder {
    return new Builder({ mode, spec: this.spec, classes: this.classes, ...more });
  }

  private build(builder: Builder): CtcScores {
    const { layers } = this.parsed;
    const start = lineInput(this.height, { stride: this.stride, least: this.leastWidth });
    const features = applySeries(layers, start, builder);
    const before = layers.at(-1) ?? { at: 0, token: this.spec, gap: '' };
    return ctcHead.scores(features, this.classes, builder, (rule) => builder.fault(before, rule));
  }
}

/** @throws VgslError when the specification asks for another number of classes */
function checkClasses(spec: string, classes: number): void {
  const { output } = parseVgsl(spec);
  if (output?.classes === undefined || output.classes === classes) return;
  const rule = `the output must have ${classes} classes (blank and alphabet; it may be left out)`;
  throw new VgslError(spec, output.at, output.token, rule);
}

function flat(x: Tensor): Tensor {
  return reshape(x, ['all'], []);
}
