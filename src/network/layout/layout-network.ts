/** A layout network: from a specification to the graph that trains and the graph that reads, of the same weights. */
import {
  compileTraining,
  type Dimension,
  expand,
  input,
  type PixelTargets,
  sigmoid,
  type TrainingGraph,
  type WeightStorage,
  writeOnnx,
} from '../../graph/index.js';
import type { ParameterInfo } from '../parameters.js';
import { LayoutBuilder } from './layout-builder.js';
import { layoutLoss } from './layout-loss.js';
import { layoutNet } from './layout-net.js';
import {
  checkLayoutSpec,
  defaultLayoutSpec,
  heightMaps,
  type LayoutSpec,
  layoutMaps,
  pixelMultiple,
} from './layout-spec.js';

export class LayoutNetwork {
  readonly spec: LayoutSpec;
  /** What is trained, and the running statistics. */
  readonly parameters: readonly ParameterInfo[];
  /** Heights and widths of images must be multiples of it. */
  readonly multiple: number;
  /** The names of the maps of probabilities and of heights, in their order. */
  readonly maps: readonly string[];
  readonly heights: readonly string[] = heightMaps.map(({ name }) => name);

  /** @throws where no network can be built of the specification */
  constructor(spec: LayoutSpec = defaultLayoutSpec) {
    checkLayoutSpec(spec);
    this.spec = spec;
    this.multiple = pixelMultiple(spec);
    this.maps = layoutMaps(spec).map(({ name }) => name);
    const builder = new LayoutBuilder('training');
    this.build(builder);
    this.parameters = builder.parameters.infos;
  }

  /** Number of trainable weights. */
  get size(): number {
    return this.parameters.reduce((n, { size, trainable }) => n + (trainable ? size : 0), 0);
  }

  /** First weights by name, a function of the seed. */
  initialWeights(seed: number): Map<string, Float32Array> {
    const builder = new LayoutBuilder('training');
    this.build(builder);
    return builder.parameters.initialValues(seed);
  }

  /**
   * The graph of one training step.
   *
   * Inputs: `image` float32 [B, 1, H, W] (ink 1, paper 0), `maps` and `mapWeights` float32 [B, maps, H/2, W/2] (0 to 1;
   * what a pixel counts), `heights` and `heightWeights` float32 [B, 2, H/2, W/2] (log₂ of pixels; finite everywhere),
   * `lossScale` float32 [1] (what each image's loss is multiplied by), and every parameter by its name. Outputs: `loss`
   * float32 [B], and what `TrainingGraph` names.
   */
  trainingGraph(): TrainingGraph {
    const builder = new LayoutBuilder('training');
    const tensors = this.build(builder);
    const targetInputs = (name: string, weights: string, shape: readonly Dimension[]): PixelTargets => ({
      targets: input(name, 'float32', shape),
      weights: input(weights, 'float32', shape),
    });
    const loss = layoutLoss(
      tensors,
      {
        maps: targetInputs('maps', 'mapWeights', tensors.logits.shape),
        heights: targetInputs('heights', 'heightWeights', tensors.heights.shape),
      },
      this.spec,
    );
    return compileTraining({
      losses: [[loss, expand(input('lossScale', 'float32', [1]), ['B'], [loss])]],
      trainable: builder.parameters.trainable,
      outputs: { loss },
      statistics: builder.statistics,
    });
  }

  /**
   * The graph that reads, weights inside, standard operators only. Input `image` as above; outputs `maps` float32
   * [B, maps, H/2, W/2], probabilities, and `heights` float32 [B, 2, H/2, W/2], log₂ of pixels of the image, which mean
   * something near baselines only.
   */
  inferenceGraph(
    weights: ReadonlyMap<string, Float32Array>,
    metadata: Readonly<Record<string, string>> = {},
    stored: WeightStorage = 'float32',
  ): Uint8Array {
    const { logits, heights } = this.build(new LayoutBuilder('inference'));
    return writeOnnx({ outputs: { maps: sigmoid(logits), heights }, weights, metadata, stored });
  }

  /** The same with filters in 8 bits, which is a quarter of the size: it reads as fast, and can't be trained on. */
  int8Graph(weights: ReadonlyMap<string, Float32Array>, metadata: Readonly<Record<string, string>> = {}): Uint8Array {
    const { logits, heights } = this.build(new LayoutBuilder('inference', weights));
    return writeOnnx({ outputs: { maps: sigmoid(logits), heights }, weights, metadata });
  }

  private build(builder: LayoutBuilder) {
    const { multiple } = this;
    return layoutNet(input('image', 'float32', ['B', 1, `${multiple}*h`, `${multiple}*w`]), this.spec, builder);
  }
}
