/** What is used of ONNX Runtime: the same in its packages for Node and for browsers. */
import type * as Ort from 'onnxruntime-web';

export type Onnx = Pick<typeof Ort, 'InferenceSession' | 'Tensor'>;
