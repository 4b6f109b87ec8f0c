/** A training step: engine, gradients and optimiser, on lines of random pixels. Pixels cost the same whatever they show. */
import { dealByWidth, shardWidth } from '../src/dataset/index.js';
import { Network, withLineHeight } from '../src/network/index.js';
import { Random } from '../src/random/index.js';
import { presets } from '../src/runs/index.js';
import { int64 } from '../src/runtime/index.js';
import { AdamW, Engine, layOutParameters, packWeights, type Shard, shardsFor, Vectors } from '../src/training/index.js';
import type { Candidate } from './measure.js';
import { multiplyAdds } from './multiply-adds.js';
import type { Peers } from './peers.js';

/** The network that all figures are about: 48 px, four convolutions, two BiLSTMs of 128. */
export const fixedSpec =
  '[1,48,0,1 Cr3,3,16 Mp2,2 Cr3,3,32 Mp2,2 Cr3,3,64 Mp2,1 Cr3,3,96 Mp2,1 S1(1x0)1,3 Lbx128 Lbx128]';

export const networks: Readonly<Record<string, string>> = {
  fixed: fixedSpec,
  kraken:
    '[1,120,0,1 Cr3,13,32 Do0.1,2 Mp2,2 Cr3,13,32 Do0.1,2 Mp2,2 Cr3,9,64 Do0.1,2 Mp2,2 Cr3,9,64 Do0.1,2 S1(1x0)1,3 Lbx200 Do0.1,2 Lbx200 Do0.1,2 Lbx200 Do]',
  calamari: '[1,48,0,1 Cr3,3,40 Mp2,2 Cr3,3,60 Mp2,2 S1(1x0)1,3 Lbx200 Do]',
  pylaia:
    '[1,128,0,1 Clr3,3,16 Mp2,2 Clr3,3,16 Mp2,2 Clr3,3,32 Mp2,2 Clr3,3,32 S1(1x0)1,3 Do Lbx256 Do Lbx256 Do Lbx256 Do]',
};

export const classes = 80;
export const labelLength = 40;

/** Lines of one batch by their widths, in pixels. */
export interface TrainCase {
  readonly name: string;
  readonly spec: string;
  readonly widths: readonly number[];
  readonly threads: number;
  /** Default: 80. */
  readonly classes?: number;
}

/** So many widths, evenly from (1 − spread) to (1 + spread) of one. */
export function widthsAround(width: number, count: number, spread = 0): readonly number[] {
  return Array.from({ length: count }, (_, i) =>
    Math.round(width * (1 - spread + (2 * spread * i) / Math.max(1, count - 1))),
  );
}

/** Width of a line over its height: the median of the training lines of letters and notebooks. */
const aspect = 11;
/** Of the widths of a batch, whose lines are of like widths. */
const spreadOfBatch = 0.05;

/** The convolutions of the accurate network with recurrent layers that it might have, without dropout. */
const otherLayers: Readonly<Record<string, string>> = Object.fromEntries(
  ['Lbx192 Lbx192', 'Sbx192 Sbx192 Sbx192', 'Sbx256 Sbx256 Sbx256'].map((layers) => [
    layers,
    `${presets.accurate.split(' Do')[0]} ${layers}]`,
  ]),
);

interface RealBatch {
  readonly name: string;
  readonly spec: string;
  readonly widths: readonly number[];
}

/** Batches as training on so many threads makes them: as many lines as there is room for, and as many for each session. */
export function realBatches(threads: number): readonly RealBatch[] {
  const parts = shardsFor(threads);
  return [
    ...Object.entries(presets).flatMap(([name, spec]) => batchesOf(name, spec, [48, 64, 80], parts)),
    ...Object.entries(otherLayers).flatMap(([name, spec]) => batchesOf(name, spec, [64], parts)),
  ];
}

function batchesOf(name: string, spec: string, heights: readonly number[], parts: number): readonly RealBatch[] {
  return heights.flatMap((height) =>
    [200_000, 300_000].map((pixels) => {
      const widest = Math.round(aspect * height * (1 + spreadOfBatch));
      const allowed = Math.max(1, Math.floor(pixels / (widest * height)));
      const count = Math.ceil(allowed / parts) * parts;
      const widths = widthsAround(aspect * height, count, spreadOfBatch);
      return { name: `${name}, ${height} px, ${pixels / 1000}k px`, spec: withLineHeight(spec, height), widths };
    }),
  );
}

/** The same step in PyTorch, padded to the widest line and without masks; none where there is no PyTorch. */
export function stepInPyTorch(
  peers: Peers,
  group: string,
  spec: string,
  widths: readonly number[],
): readonly Candidate[] {
  return inPyTorch(peers, 'train', { group, spec, widths });
}

/** The same network alone. */
export function readingInPyTorch(
  peers: Peers,
  group: string,
  spec: string,
  widths: readonly number[],
): readonly Candidate[] {
  return inPyTorch(peers, 'read', { group, spec, widths });
}

function inPyTorch(
  peers: Peers,
  task: 'train' | 'read',
  { group, spec, widths }: { readonly group: string; readonly spec: string; readonly widths: readonly number[] },
): readonly Candidate[] {
  if (!peers.names.includes(task)) return [];
  const told = [spec.replaceAll(' ', '_'), classes, labelLength, widths.join(',')];
  return [
    {
      name: 'PyTorch',
      group,
      flops: 0,
      lines: widths.length,
      run: () => peers.run(task, ...told),
      dispose: async () => {},
    },
  ];
}

export async function trainingStep({ name, spec, widths, threads, ...rest }: TrainCase): Promise<Candidate> {
  const { classes: ownClasses = classes } = rest;
  const network = new Network(spec, ownClasses);
  const layout = layOutParameters(network.parameters);
  const shards = shardsFor(threads);
  const vectors = new Vectors(layout, shards);
  const { weights } = vectors;
  packWeights(layout, network.initialWeights(1), weights);
  const engine = await Engine.create({ graph: network.trainingGraph(), layout, vectors, seed: 1, threads });
  const optimizer = new AdamW(
    layout,
    { beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 0.01, clipNorm: 1, averageDecay: 0.998 },
    weights,
    undefined,
    vectors,
  );
  let step = 0;
  return {
    name,
    flops: widths.reduce((sum, w) => sum + 6 * multiplyAdds(spec, ownClasses, w), 0),
    pixels: widths.reduce((sum, w) => sum + w * network.height, 0),
    lines: widths.length,
    run: async () => {
      step++;
      const { gradient } = await engine.step([syntheticBatch(widths, network, shards)], step);
      optimizer.step(weights, gradient, 1e-4, step);
    },
    dispose: () => engine.dispose(),
  };
}

/** Pixels are made anew each time, as the loader's are: their memory moves to the session's thread. */
function syntheticBatch(
  widths: readonly number[],
  network: Network,
  shards: number,
): { readonly shards: readonly Shard[] } {
  const random = new Random('bench');
  return {
    shards: dealByWidth(widths, shards, (width) => width).map((lineWidths) => {
      const count = lineWidths.length;
      const width = shardWidth(lineWidths);
      const image = new Float32Array(count * network.height * width);
      for (let i = 0; i < image.length; i += 7) image[i] = 0.5;
      const labels = Array.from({ length: count * labelLength }, () => 1 + random.below(network.classes - 1));
      return {
        samples: lineWidths.map(String),
        feeds: {
          image: { data: image, shape: [count, 1, network.height, width] },
          widths: int64(lineWidths),
          labels: int64(labels, [count, labelLength]),
          labelLength: int64(new Array<number>(count).fill(labelLength)),
        },
        weight: lineWidths.reduce((sum, lineWidth) => sum + lineWidth, 0),
        units: count * labelLength,
      };
    }),
  };
}
