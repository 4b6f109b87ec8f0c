/**
 * The forward-backward algorithm on float32 logits in WebAssembly SIMD (`wasm/kernel.ts`), where there is
 * WebAssembly. It says when an item is beyond its range; then the algorithm in TypeScript takes over.
 */
import type { Item, Scores } from './forward-backward.js';
import { wasm } from './kernel.wasm.js';

// What is used of the standard's interface, which Node's types don't have whole.
declare const WebAssembly: {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object, imports: object) => { readonly exports: unknown };
};

interface Exports {
  readonly memory: { readonly buffer: ArrayBuffer; grow(pages: number): void };
  readonly exponent: { readonly value: number };
  bytes(frames: number, classes: number, labels: number): number;
  run(base: number, frames: number, classes: number, labels: number, blank: number, gradient: number): number;
}

/** Past it an item's forward values are kept in checkpoints instead, by the algorithm in TypeScript. */
const mostBytes = 128 * 2 ** 20;
/** Below it lies what the compiler put into the memory. */
const base = 4096;

let instance: Exports | undefined | 'none';

function kernel(): Exports | undefined {
  if (instance === undefined) {
    try {
      const bytes = Uint8Array.from(atob(wasm), (character) => character.charCodeAt(0));
      instance = new WebAssembly.Instance(new WebAssembly.Module(bytes), {}).exports as Exports;
    } catch {
      // No WebAssembly, no SIMD, or a content security policy that forbids it: the same results, slower.
      instance = 'none';
    }
  }
  return instance === 'none' ? undefined : instance;
}

/**
 * @returns −ln P(labels | logits), with softmax − occupancy written to `gradient`, or `undefined` where the item has
 *   to be computed without this kernel; then frames of `gradient` may hold anything
 */
export function fastForwardBackward(item: Item, logits: Scores, gradient: Scores | undefined): number | undefined {
  const { frames, classes, labels, blank, offset, stride } = item;
  if (!(logits instanceof Float32Array) || !item.merge || frames === 0) return undefined;
  const wasm = kernel();
  if (!wasm) return undefined;
  const bytes = base + wasm.bytes(frames, classes, labels.length);
  if (bytes > mostBytes) return undefined;
  const missing = bytes - wasm.memory.buffer.byteLength;
  if (missing > 0) wasm.memory.grow(Math.ceil(missing / 65536));

  const size = frames * classes;
  const room = (size * 4 + 15) & ~15;
  const scores = new Float32Array(wasm.memory.buffer, base, size);
  if (stride === classes) {
    scores.set(logits.subarray(offset, offset + size));
  } else {
    for (let t = 0; t < frames; t++) {
      scores.set(logits.subarray(offset + t * stride, offset + t * stride + classes), t * classes);
    }
  }
  new Int32Array(wasm.memory.buffer, base + 2 * room, labels.length).set(labels);
  const likelihood = wasm.run(base, frames, classes, labels.length, blank, gradient ? 1 : 0);
  if (likelihood < 0) return undefined;
  if (gradient) {
    const result = new Float32Array(wasm.memory.buffer, base + room, size);
    for (let t = 0; t < (stride === classes ? 1 : frames); t++) {
      const count = stride === classes ? size : classes;
      gradient.set(result.subarray(t * classes, t * classes + count), offset + t * stride);
    }
  }
  return Math.max(0, -(Math.log(likelihood) + wasm.exponent.value * Math.LN2));
}
