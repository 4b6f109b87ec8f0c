/** Model files (.onnx), means of models, and checkpoints (.safetensors). */
export * from './average.js';
export * from './model.js';
export * from './safetensors.js';
export { sha256 } from './sha256.js';
