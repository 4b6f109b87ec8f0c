/** The first example with TensorFlow.js: an LSTM of tfjs-layers and `ctcLoss` of @ductus/ctc. */
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
const logits = model.predict(tf.randomNormal([batch, steps, features], 0, 1, 'float32', 7)) as tf.Tensor3D;
console.log(`logits [${logits.shape.join(', ')}]`);

const labels = tf.tensor2d(
  [
    [1, 2, 3, 0, 0, 0, 0, 0, 0, 0],
    [4, 5, 6, 7, 8, 0, 0, 0, 0, 0],
    [9, 10, 11, 12, 0, 0, 0, 0, 0, 0],
  ],
  [batch, 10],
  'int32',
);
const loss = ctcLoss(labels, logits, {
  labelLength: [3, 5, 4],
  logitLength: [steps, steps, steps],
  blankIndex: -1,
});
console.log(`losses ${Array.from(loss.dataSync(), (value) => value.toFixed(2)).join(' ')}`);
console.log(`mean   ${(tf.mean(loss).dataSync()[0] as number).toFixed(2)}`);

/* Prints:
logits [3, 20, 30]
losses 55.85 52.50 54.28
mean   54.21
*/
