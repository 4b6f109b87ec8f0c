/** Running ONNX graphs: ONNX Runtime behind an interface of plain typed arrays. */
import { beforeOnnx, loadOnnx } from '#variant/runtime/onnx';
import { known } from '../known.js';
import type { Onnx } from './onnx.js';

export type TensorData = Float32Array | Float64Array | Int32Array | BigInt64Array | Uint8Array;

export interface RuntimeTensor {
  readonly data: TensorData;
  readonly shape: readonly number[];
}

export interface SessionOptions {
  /** Threads that one operator may use. */
  readonly threads: number;
  /** `layout` lets the runtime reorder constant weights for its fastest convolutions; for graphs that only read. */
  readonly optimise?: 'layout' | 'operators';
}

export interface Session {
  readonly inputNames: readonly string[];
  readonly outputNames: readonly string[];
  /**
   * Runs the graph once.
   * @param outputs memory for outputs of known size; the others are made
   */
  run(
    feeds: Readonly<Record<string, RuntimeTensor>>,
    outputs?: Readonly<Record<string, RuntimeTensor>>,
  ): Promise<Record<string, RuntimeTensor>>;
  /** Frees its memory; again does nothing. A run after it is an error. */
  dispose(): Promise<void>;
  /** For `await using`. */
  [Symbol.asyncDispose](): Promise<void>;
}

/** @throws when the bytes are not a model that ONNX Runtime accepts */
export async function createSession(model: Uint8Array, options: SessionOptions): Promise<Session> {
  await beforeOnnx();
  const { ort, writesOutputs } = await loadOnnx(options.threads);
  const session = await ort.InferenceSession.create(model, {
    intraOpNumThreads: options.threads,
    interOpNumThreads: 1,
    executionMode: 'sequential',
    graphOptimizationLevel: options.optimise === 'operators' ? 'extended' : 'all',
    // Patterns are kept per shape, so with many widths they would only grow.
    enableMemPattern: false,
    logSeverityLevel: 3,
  });
  let disposal: Promise<void> | undefined;
  const dispose = () => {
    disposal ??= session.release();
    return disposal;
  };
  return {
    inputNames: session.inputNames,
    outputNames: session.outputNames,
    run: async (feeds, outputs) => {
      if (disposal) throw new Error('Session: it was disposed of and runs no more; create another');
      const fetches =
        outputs && writesOutputs
          ? Object.fromEntries(
              session.outputNames.map((name) => [name, outputs[name] ? tensor(ort, outputs[name]) : null]),
            )
          : undefined;
      const inputs = Object.fromEntries(Object.entries(feeds).map(([name, value]) => [name, tensor(ort, value)]));
      const results = fetches ? await session.run(inputs, fetches) : await session.run(inputs);
      const tensors = Object.fromEntries(
        Object.entries(results).map(([name, value]) => [name, { data: value.data as TensorData, shape: value.dims }]),
      );
      return outputs && !writesOutputs ? { ...tensors, ...copiedInto(outputs, tensors) } : tensors;
    },
    dispose,
    [Symbol.asyncDispose]: dispose,
  };
}

/** @returns the outputs that there is memory for, in it */
function copiedInto(
  outputs: Readonly<Record<string, RuntimeTensor>>,
  results: Readonly<Record<string, RuntimeTensor>>,
): Record<string, RuntimeTensor> {
  const there = Object.entries(outputs).filter(([name]) => name in results);
  for (const [name, { data }] of there) bytesOf(data).set(bytesOf(known(results[name], 'an output').data));
  return Object.fromEntries(there);
}

function bytesOf({ buffer, byteOffset, byteLength }: TensorData): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}

function tensor(ort: Onnx, { data, shape }: RuntimeTensor) {
  const dims = [...shape];
  if (data instanceof Float32Array) return new ort.Tensor('float32', data, dims);
  if (data instanceof Float64Array) return new ort.Tensor('float64', data, dims);
  if (data instanceof Int32Array) return new ort.Tensor('int32', data, dims);
  if (data instanceof BigInt64Array) return new ort.Tensor('int64', data, dims);
  return new ort.Tensor('bool', data, dims);
}

/** The int64 vector of plain numbers. */
export function int64(values: readonly number[], shape: readonly number[] = [values.length]): RuntimeTensor {
  return { data: BigInt64Array.from(values, BigInt), shape };
}
