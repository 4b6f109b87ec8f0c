/** ONNX Runtime in browsers: the WebAssembly build, which takes its threads for all sessions of a page or worker together. */
import type { Onnx } from './onnx.js';

/** Nothing is gathered there. */
export function beforeOnnx(): void {}

let loaded: Promise<Onnx> | undefined;

/** @param threads of the first session; without cross-origin isolation there is one only */
export function loadOnnx(threads: number): Promise<Onnx> {
  loaded ??= import('onnxruntime-web/wasm').then((ort) => {
    ort.env.wasm.numThreads = crossOriginIsolated ? threads : 1;
    return ort;
  });
  return loaded;
}
