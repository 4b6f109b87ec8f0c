/** ONNX Runtime in Node: the native one, or its WebAssembly where the native one has no build for this system. */
import { isMainThread } from 'node:worker_threads';
import { DuctusError } from '../error.js';
import type { LoadedOnnx } from './onnx.js';

/** Neither kind of ONNX Runtime can be loaded. */
export class RuntimeError extends DuctusError {
  override readonly name = 'RuntimeError';
}

/**
 * ONNX Runtime (1.30) gathers facts about the process when it starts. Nothing of a user's documents is to be gathered, their
 * names in the command line included; and its regular expressions overflow the stack where that is longer than 30 kB,
 * as it is with some hundred files. To be awaited on the main thread, before the runtime is loaded on any: so it is also the
 * main thread that says, once, which runtime it is.
 * @throws RuntimeError where there is none
 */
export async function beforeOnnx(): Promise<void> {
  process.env.ORT_DISABLE_TELEMETRY = '1';
  if (isMainThread) await loadOnnx(1);
}

let loaded: Promise<LoadedOnnx> | undefined;

/** Each session has threads of its own. @throws RuntimeError where there is no runtime */
export function loadOnnx(_threads: number): Promise<LoadedOnnx> {
  loaded ??= import('onnxruntime-node').then(
    (ort) => ({ ort, writesOutputs: true }),
    (cause: unknown) => loadWebAssembly(cause),
  );
  return loaded;
}

/** @param cause why the native runtime can't be loaded */
async function loadWebAssembly(cause: unknown): Promise<LoadedOnnx> {
  const [reason] = String(cause instanceof Error ? cause.message : cause).split('\n', 1);
  const system = `${process.platform}-${process.arch}`;
  const problem = `onnxruntime-node can't be loaded on ${system} (${reason})`;
  const ort = await import('onnxruntime-web/wasm').catch(() => {
    throw new RuntimeError(`${problem}. Install the WebAssembly build in its place: npm install onnxruntime-web`, {
      code: 'package/missing',
      details: { value: 'onnxruntime-web' },
      cause,
    });
  });
  // Each instance has its own threads for all of its sessions; sessions beside each other are on threads of ours.
  ort.env.wasm.numThreads = 1;
  if (isMainThread) {
    process.emitWarning(
      `${problem}, so onnxruntime-web computes in WebAssembly: the same results, several times slower`,
      {
        code: 'runtime/webassembly',
      },
    );
  }
  return { ort, writesOutputs: false };
}
