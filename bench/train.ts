/** A training step: engine, gradients and optimiser, on lines of random pixels. Pixels cost the same whatever they show. */
import { dealByWidth, type LoadedBatch, type PlannedLine, shardWidth } from '../src/dataset/index.js';
import { Network } from '../src/network/index.js';
import { Random } from '../src/random/index.js';
import { Alphabet } from '../src/text/index.js';
import { AdamW, Engine, layOutParameters, packWeights } from '../src/training/index.js';
import type { Candidate } from './measure.js';
import { multiplyAdds } from './multiply-adds.js';

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

export interface TrainCase {
  readonly name: string;
  readonly spec: string;
  readonly batch: number;
  readonly width: number;
  /** Widths from (1 − spread) to (1 + spread) of the width, evenly. */
  readonly spread: number;
  readonly threads: number;
  /** Default: 80. */
  readonly classes?: number;
}

export async function trainingStep({
  name,
  spec,
  batch,
  width,
  spread,
  threads,
  ...rest
}: TrainCase): Promise<Candidate> {
  const { classes: ownClasses = classes } = rest;
  const alphabet = new Alphabet(Array.from({ length: ownClasses - 1 }, (_, i) => String.fromCodePoint(0x4e00 + i)));
  const network = new Network(spec, ownClasses);
  const layout = layOutParameters(network.parameters);
  const memory = new SharedArrayBuffer(layout.length * 4);
  const weights = new Float32Array(memory);
  packWeights(layout, network.initialWeights(1), weights);
  const engine = await Engine.create({
    direction: 'auto',
    network,
    layout,
    alphabet,
    weights: memory,
    seed: 1,
    threads,
  });
  const optimizer = new AdamW(
    layout,
    { beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 0.01, clipNorm: 1, averageDecay: 0.998 },
    weights,
  );
  const widths = Array.from({ length: batch }, (_, i) =>
    Math.round(width * (1 - spread + (2 * spread * i) / Math.max(1, batch - 1))),
  );
  let step = 0;
  return {
    name,
    flops: widths.reduce((sum, w) => sum + 6 * multiplyAdds(spec, ownClasses, w), 0),
    pixels: widths.reduce((sum, w) => sum + w * network.height, 0),
    lines: batch,
    run: async () => {
      step++;
      const { gradient } = await engine.step([syntheticBatch(widths, network.height, alphabet, engine.shards)], step);
      optimizer.step(weights, gradient, 1e-4, step);
    },
    dispose: () => engine.dispose(),
  };
}

/** Pixels are made anew each time, as the loader's are: their memory moves to the session's thread. */
function syntheticBatch(widths: readonly number[], height: number, alphabet: Alphabet, shards: number): LoadedBatch {
  const random = new Random('bench');
  const lines = widths.map((width, i): PlannedLine => {
    const text = Array.from({ length: labelLength }, () => random.pick(alphabet.characters)).join('');
    return { sample: { name: `${i}`, key: `${i}`, imagePath: '', text, document: '', width, height }, width };
  });
  const widest = Math.ceil(Math.max(...widths) / 32) * 32;
  return {
    plan: { lines, width: widest },
    skipped: [],
    shards: dealByWidth(lines, shards, (line) => line.width).map((own) => {
      const width = shardWidth(own.map((line) => line.width));
      const image = new Float32Array(own.length * height * width);
      for (let i = 0; i < image.length; i += 7) image[i] = 0.5;
      return { lines: own, image, width, widths: own.map((line) => line.width) };
    }),
  };
}
