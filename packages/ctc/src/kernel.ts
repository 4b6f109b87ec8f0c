/**
 * The forward-backward algorithm on float32 logits in WebAssembly SIMD (`wasm/kernel.ts`), where there is
 * WebAssembly. It says when an item is beyond its range; then the algorithm in TypeScript takes over.
 */
import type { Item, Scores } from './forward-backward.js';
import { wasm } from './kernel.wasm.js';
import { type Kernel, kernelOrTwin } from './webassembly.js';

interface Functions {
  readonly exponent: { readonly value: number };
  bytes(frames: number, classes: number, labels: number): number;
  run(base: number, frames: number, classes: number, labels: number, blank: number, gradient: number): number;
}

/** Past it an item's forward values are kept in checkpoints instead, by the algorithm in TypeScript. */
const mostBytes = 128 * 2 ** 20 - 4096;

type FastForwardBackward = (item: Item, logits: Float32Array, gradient: Scores | undefined) => number | undefined;

const computed = kernelOrTwin<Functions, FastForwardBackward>(
  wasm,
  (kernel) => (item, logits, gradient) => sweep(kernel, item, logits, gradient),
  // The twin is the algorithm that takes over anyway.
  () => undefined,
);

/**
 * @returns −ln P(labels | logits), with softmax − occupancy written to `gradient`, or `undefined` where the item has
 *   to be computed without this kernel; then frames of `gradient` may hold anything
 */
export function fastForwardBackward(item: Item, logits: Scores, gradient: Scores | undefined): number | undefined {
  if (!(logits instanceof Float32Array) || !item.merge || item.frames === 0) return undefined;
  return computed()(item, logits, gradient);
}

function sweep(
  kernel: Kernel<Functions>,
  { frames, classes, labels, blank, offset, stride }: Item,
  logits: Float32Array,
  gradient: Scores | undefined,
): number | undefined {
  const needed = kernel.run.bytes(frames, classes, labels.length);
  if (needed > mostBytes) return undefined;
  const [base] = kernel.reserve(needed);
  const size = frames * classes;
  const room = (size * 4 + 15) & ~15;
  const scores = kernel.floats(base, size);
  if (stride === classes) {
    scores.set(logits.subarray(offset, offset + size));
  } else {
    for (let t = 0; t < frames; t++) {
      scores.set(logits.subarray(offset + t * stride, offset + t * stride + classes), t * classes);
    }
  }
  kernel.write(base + 2 * room, labels);
  const likelihood = kernel.run.run(base, frames, classes, labels.length, blank, gradient ? 1 : 0);
  if (likelihood < 0) return undefined;
  if (gradient) {
    const result = kernel.floats(base + room, size);
    for (let t = 0; t < (stride === classes ? 1 : frames); t++) {
      const count = stride === classes ? size : classes;
      gradient.set(result.subarray(t * classes, t * classes + count), offset + t * stride);
    }
  }
  return Math.max(0, -(Math.log(likelihood) + kernel.run.exponent.value * Math.LN2));
}
