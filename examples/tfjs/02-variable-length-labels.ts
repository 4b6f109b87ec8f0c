/** Labels and lines of different lengths with TensorFlow.js: padding is never read, and gets no gradient. */
import { ctcLoss } from '@ductus/ctc/tfjs';
import * as tf from '@tensorflow/tfjs';

await tf.setBackend('cpu');
const [batch, time, classes] = [4, 12, 6];
const values = Float32Array.from({ length: batch * time * classes }, (_, i) => Math.sin(i * 0.7) * 2);
const logits = tf.tensor3d(values, [batch, time, classes]);
const options = { logitLength: [12, 9, 12, 5], blankIndex: -1, zeroInfinity: true };
const show = (name: string, losses: tf.Tensor) =>
  console.log(name.padEnd(8), Array.from(losses.dataSync(), (loss) => loss.toFixed(4)).join(' '));

show('ragged', ctcLoss([[1, 2, 3], [4, 4], [], [0, 1, 1, 1]], logits, options));

const padded = tf.tensor2d([1, 2, 3, -1, 4, 4, 99, 99, 0, 0, 0, 0, 0, 1, 1, 1], [batch, 4], 'int32');
const labelLength = tf.tensor1d([3, 2, 0, 4], 'int32');
show('padded', ctcLoss(padded, logits, { ...options, labelLength }));

const gradient = tf.grad((x) => tf.sum(ctcLoss(padded, x as tf.Tensor3D, { ...options, labelLength })))(logits);
const inPadding = gradient.dataSync().subarray((time + 9) * classes, 2 * time * classes);
console.log(`gradient is 0 in padding: ${inPadding.every((g) => g === 0)}`);

/* Prints:
ragged   18.3023 16.5080 29.7413 0.0000
padded   18.3023 16.5080 29.7413 0.0000
gradient is 0 in padding: true
*/
