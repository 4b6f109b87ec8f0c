import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import { beforeAll, describe, expect, it } from 'vitest';
import { ctcLoss as ctcLossOfArrays } from './loss.js';
import { ctcLoss } from './tfjs.js';

beforeAll(() => {
  setWasmPaths(`${dirname(createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm'))}/`);
});

const [batch, time, classes] = [3, 7, 5];
const values = Float32Array.from({ length: batch * time * classes }, (_, i) => Math.sin(i) * 2);
const rows = [
  [1, 2, 0],
  [3, 3, 1],
  [0, 0, 0],
];
const labelLength = [2, 3, 0];
const logitLength = [7, 6, 4];
const arrays = { labels: rows, labelLength, logitLength, blankIndex: -1 };

describe.each(['cpu', 'wasm'])('ctcLoss for TensorFlow.js on the %s backend', (backend) => {
  beforeAll(async () => {
    expect(await tf.setBackend(backend)).toBe(true);
  });

  it('has the values and gradients of the one on arrays', () => {
    const logits = tf.tensor3d(values, [batch, time, classes]);
    const weights = tf.tensor1d([1, 2, 3]);
    const labels = tf.tensor2d(rows, [batch, 3], 'int32');
    const { value, grad } = tf.valueAndGrad((x) =>
      tf.sum(tf.mul(ctcLoss(labels, x as tf.Tensor3D, { labelLength, logitLength, blankIndex: -1 }), weights)),
    )(logits);
    const expected = ctcLossOfArrays({ ...arrays, logits: values, shape: [batch, time, classes], gradient: true });
    const sum = expected.loss.reduce((total, loss, b) => total + loss * (b + 1), 0);
    expect(value.dataSync()[0]).toBeCloseTo(sum, 4);
    grad.dataSync().forEach((g, i) => {
      expect(g).toBeCloseTo((expected.gradient?.[i] as number) * (Math.floor(i / (time * classes)) + 1), 5);
    });
  });

  it('reads time-major logits and lengths in tensors', () => {
    const logits = tf.transpose(tf.tensor3d(values, [batch, time, classes]), [1, 0, 2]) as tf.Tensor3D;
    const options = { labelLength: tf.tensor1d(labelLength, 'int32'), logitLength: tf.tensor1d(logitLength, 'int32') };
    const { value, grad } = tf.valueAndGrad((x) =>
      tf.sum(ctcLoss(rows, x as tf.Tensor3D, { ...options, blankIndex: -1, logitsTimeMajor: true })),
    )(logits);
    const expected = ctcLossOfArrays({ ...arrays, logits: values, shape: [batch, time, classes], gradient: true });
    expect(value.dataSync()[0]).toBeCloseTo(
      expected.loss.reduce((a, b) => a + b, 0),
      4,
    );
    const back = tf.transpose(grad as tf.Tensor3D, [1, 0, 2]).dataSync();
    back.forEach((g, i) => {
      expect(g).toBeCloseTo(expected.gradient?.[i] as number, 5);
    });
  });

  it('teaches a small network', () => {
    // One row of weights for each frame: it can learn where each label stands.
    const weights = tf.variable(tf.zeros([time, classes]));
    const optimizer = tf.train.adam(0.1);
    const step = () =>
      optimizer
        .minimize(() => tf.mean(ctcLoss([[1, 2]], tf.reshape(weights, [1, time, classes]))) as tf.Scalar, true)
        ?.dataSync()[0] as number;
    const first = step();
    for (let i = 0; i < 20; i++) step();
    expect(step()).toBeLessThan(first - 0.5);
  });

  it('errors are those of the one on arrays', () => {
    const logits = tf.zeros([1, 2, 3]) as tf.Tensor3D;
    expect(() => ctcLoss([[0]], logits)).toThrow('must not be the blank');
  });
});
