/** What is used of ONNX Runtime: the same in its packages for Node and for browsers. */
import type * as Ort from 'onnxruntime-web';

export type Onnx = Pick<typeof Ort, 'InferenceSession' | 'Tensor'>;

export interface LoadedOnnx {
  readonly ort: Onnx;
  /** Whether it writes outputs into memory that it is handed; WebAssembly takes that memory and leaves it as it was. */
  readonly writesOutputs: boolean;
}
