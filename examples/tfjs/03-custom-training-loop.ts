/**
 * The third example with TensorFlow.js: Adam takes the gradients of the mean loss and applies them. In plain JavaScript
 * that takes its time: an argument says how many steps are enough.
 */
import { ctcLoss } from '@ductus/ctc/tfjs';
import * as tf from '@tensorflow/tfjs';

await tf.setBackend('cpu');
const [batch, steps, features, classes] = [3, 20, 64, 30];

const model = tf.sequential({
  layers: [
    tf.layers.lstm({
      units: 128,
      returnSequences: true,
      inputShape: [steps, features],
      kernelInitializer: tf.initializers.glorotUniform({ seed: 1 }),
      recurrentInitializer: tf.initializers.glorotUniform({ seed: 2 }),
    }),
    tf.layers.dense({ units: classes, kernelInitializer: tf.initializers.glorotUniform({ seed: 3 }) }),
  ],
});
const optimizer = tf.train.adam(0.001);

function trainStep(x: tf.Tensor, labels: readonly (readonly number[])[]): number {
  const meanLoss = () =>
    tf.mean(ctcLoss(labels, model.apply(x, { training: true }) as tf.Tensor3D, { blankIndex: -1 })) as tf.Scalar;
  const { value, grads } = tf.variableGrads(meanLoss);
  optimizer.applyGradients(Object.entries(grads).map(([name, tensor]) => ({ name, tensor })));
  return value.dataSync()[0] as number;
}

const x = tf.randomNormal([batch, steps, features], 0, 1, 'float32', 7);
const labels = [
  [1, 2, 3],
  [4, 5, 6, 7, 8],
  [9, 10, 11, 12],
];
const lastStep = Number(process.argv[2] ?? 50);
for (let step = 1; step <= lastStep; step++) {
  const loss = trainStep(x, labels);
  if (step === 1 || step % 10 === 0) console.log(`step ${step}: loss ${loss.toFixed(2)}`);
}

/* Prints:
step 1: loss 54.21
step 10: loss 43.91
step 20: loss 20.04
step 30: loss 12.82
step 40: loss 9.59
step 50: loss 7.12
*/
