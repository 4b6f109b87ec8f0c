/** ONNX Runtime in browsers: the WebAssembly build, which takes its threads for all sessions of a page or worker together. */
import type { LoadedOnnx } from './onnx.js';
import { wasmPlace } from './wasm-place.web.js';

export { useRuntime } from './wasm-place.web.js';

/** Nothing is gathered there, and there is no other runtime to be told of. */
export async function beforeOnnx(): Promise<void> {}

let loaded: Promise<LoadedOnnx> | undefined;

/** @param threads of the first session; without cross-origin isolation there is one only */
export function loadOnnx(threads: number): Promise<LoadedOnnx> {
  loaded ??= import('onnxruntime-web/wasm').then((ort) => {
    const wasm = wasmPlace();
    if (wasm !== undefined) ort.env.wasm.wasmPaths = { wasm };
    ort.env.wasm.numThreads = crossOriginIsolated ? threads : 1;
    return { ort, writesOutputs: false };
  });
  return loaded;
}
