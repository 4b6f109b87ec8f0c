/**
 * Labels and lines of different lengths: padding is never read, the three forms of labels are the same, and an item
 * that has no path is named.
 */
import { ctcLoss } from '@ductus/ctc';

const [batch, time, classes] = [4, 12, 6];
const logits = Float32Array.from({ length: batch * time * classes }, (_, i) => Math.sin(i * 0.7) * 2);
const common = { logits, shape: [batch, time, classes], logitLength: [12, 9, 12, 5], blankIndex: -1 } as const;
const show = (name: string, losses: Float64Array) =>
  console.log(name.padEnd(8), Array.from(losses, (loss) => loss.toFixed(4)).join(' '));

// Ragged rows: each as long as its label.
const ragged = ctcLoss({ ...common, labels: [[1, 2, 3], [4, 4], [], [0, 1, 1, 1]], gradient: true });
show('ragged', ragged.loss);

// One array [batch, width], padded with whatever, and the lengths.
const padded = Int32Array.of(1, 2, 3, -1, 4, 4, 99, 99, 0, 0, 0, 0, 0, 1, 1, 1);
show('padded', ctcLoss({ ...common, labels: padded, labelLength: [3, 2, 0, 4] }).loss);

// Sparse, as TensorFlow has them: [item, place] of each value.
const indices = Int32Array.of(0, 0, 0, 1, 0, 2, 1, 0, 1, 1, 3, 0, 3, 1, 3, 2, 3, 3);
const sparse = { indices, values: [1, 2, 3, 4, 4, 0, 1, 1, 1], shape: [batch, 4] } as const;
show('sparse', ctcLoss({ ...common, labels: sparse }).loss);

// 0 1 1 1 needs six frames: one a label, and a blank in each pair of equal ones. Item 3 has five.
for (const { item, frames, labelLength, repeats } of ragged.withoutPath) {
  console.log(`item ${item} has no path: ${frames} frames for ${labelLength} labels and ${repeats} repeats`);
}
const mean = ctcLoss({
  ...common,
  labels: padded,
  labelLength: [3, 2, 0, 4],
  zeroInfinity: true,
  reduction: 'batchMean',
});
show('mean', mean.loss);

// Behind a line's own frames, and where no path is, the gradient is 0.
const zero = (item: number, from: number) =>
  ragged.gradient?.subarray((item * time + from) * classes, (item + 1) * time * classes).every((g) => g === 0);
console.log(`gradient is 0 in padding: ${zero(1, 9)}, without a path: ${zero(3, 0)}`);

/* Prints:
ragged   18.3023 16.5080 29.7413 Infinity
padded   18.3023 16.5080 29.7413 Infinity
sparse   18.3023 16.5080 29.7413 Infinity
item 3 has no path: 5 frames for 4 labels and 2 repeats
mean     16.1379
gradient is 0 in padding: true, without a path: true
*/
