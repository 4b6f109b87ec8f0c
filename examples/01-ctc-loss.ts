/**
 * The CTC loss of three sequences: 64 features in 20 steps each, read by an LSTM, scored in 30 classes of which the last
 * is the blank. The labels have lengths 3, 5 and 4 and are padded with 0 to width 10.
 */
import { ctcLoss, denseLayer, input, int64, lstmLayer, Parameters, Program, Random } from 'ductus/graph';

const [batch, steps, features, classes, width] = [3, 20, 64, 30, 10];

// The network, as a graph: shapes are known before anything is computed.
const parameters = new Parameters();
const x = input('features', 'float32', ['B', steps, features]);
const hidden = lstmLayer(x, 128, parameters, 'lstm');
const logits = denseLayer(hidden, classes, parameters, 'dense');
const loss = ctcLoss({
  logits,
  labels: input('labels', 'int64', ['B', 'L']),
  labelLength: input('labelLength', 'int64', ['B']),
  logitLength: input('logitLength', 'int64', ['B']),
  blankIndex: -1,
});
console.log(`logits [${logits.shape.join(', ')}]`);

// One run gives the losses, and the gradient of their sum with respect to all weights.
const program = await Program.compile({ loss, parameters, seed: 1 });
const random = new Random('features');
const labels = [
  [1, 2, 3, 0, 0, 0, 0, 0, 0, 0],
  [4, 5, 6, 7, 8, 0, 0, 0, 0, 0],
  [9, 10, 11, 12, 0, 0, 0, 0, 0, 0],
];
const { outputs, gradient } = await program.run({
  features: {
    data: Float32Array.from({ length: batch * steps * features }, () => random.normal()),
    shape: [batch, steps, features],
  },
  labels: int64(labels.flat(), [batch, width]),
  labelLength: int64([3, 5, 4]),
  logitLength: int64([steps, steps, steps]),
});
const losses = Array.from(outputs.loss?.data as Float64Array);
console.log(`losses ${losses.map((value) => value.toFixed(2)).join(' ')}`);
console.log(`mean   ${(losses.reduce((a, b) => a + b, 0) / batch).toFixed(2)}`);
console.log(`${gradient.length} gradients, all finite: ${gradient.every(Number.isFinite)}`);
await program.dispose();

/* Prints:
logits [B, 20, 30]
losses 57.51 50.67 55.42
mean   54.53
102686 gradients, all finite: true
*/
