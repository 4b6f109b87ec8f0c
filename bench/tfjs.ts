/** The fixed network's training step in TensorFlow.js, on small batches: it has no fast backend that can do it in Node. */

import { ctcLoss } from '@ductus/ctc/tfjs';
import * as tf from '@tensorflow/tfjs';
import type { Candidate } from './measure.js';
import { multiplyAdds } from './multiply-adds.js';
import { classes, fixedSpec, trainingStep, widthsAround } from './train.js';

const batch = 2;
const width = 128;
const labels = Array.from({ length: batch }, (_, n) => Array.from({ length: 10 }, (_, i) => 1 + ((7 * i + n) % 79)));

function fixedNetwork(): tf.LayersModel {
  const input = tf.input({ shape: [48, width, 1] });
  let x: tf.SymbolicTensor = input;
  for (const [filters, pool] of [
    [16, [2, 2]],
    [32, [2, 2]],
    [64, [2, 1]],
    [96, [2, 1]],
  ] as const) {
    x = tf.layers.conv2d({ filters, kernelSize: 3, padding: 'same', activation: 'relu' }).apply(x) as tf.SymbolicTensor;
    x = tf.layers.maxPooling2d({ poolSize: [...pool], strides: [...pool] }).apply(x) as tf.SymbolicTensor;
  }
  x = tf.layers.permute({ dims: [2, 1, 3] }).apply(x) as tf.SymbolicTensor;
  x = tf.layers.reshape({ targetShape: [width / 4, 3 * 96] }).apply(x) as tf.SymbolicTensor;
  for (let i = 0; i < 2; i++) {
    const layer = tf.layers.lstm({ units: 128, returnSequences: true }) as tf.RNN;
    x = tf.layers.bidirectional({ layer, mergeMode: 'concat' }).apply(x) as tf.SymbolicTensor;
  }
  return tf.model({ inputs: input, outputs: tf.layers.dense({ units: classes }).apply(x) as tf.SymbolicTensor });
}

export async function tensorflowJs(threads: number): Promise<readonly Candidate[]> {
  const group = `train fixed, ${batch} × ${width} px`;
  const ours = await trainingStep({ name: 'ductus', spec: fixedSpec, widths: widthsAround(width, batch), threads });
  await tf.setBackend('cpu');
  const model = fixedNetwork();
  const optimizer = tf.train.adam(1e-4);
  const image = tf.randomUniform([batch, 48, width, 1]);
  return [
    { ...ours, group },
    {
      name: `TensorFlow.js ${tf.version.tfjs}, cpu backend`,
      group,
      flops: 6 * batch * multiplyAdds(fixedSpec, classes, width),
      lines: batch,
      run: async () => {
        const cost = optimizer.minimize(
          () => tf.mean(ctcLoss(labels, model.apply(image) as tf.Tensor3D)) as tf.Scalar,
          true,
        );
        await cost?.data();
        cost?.dispose();
      },
      dispose: async () => {
        model.dispose();
        image.dispose();
      },
    },
  ];
}
