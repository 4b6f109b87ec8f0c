/** Model files (.onnx), means of models, and checkpoints (.safetensors). */
export * from './average.js';
export { calibrationSchema, type ModelMetadata, uncalibrated } from './metadata.js';
export * from './model.js';
export { ModelError } from './model-error.js';
export * from './safetensors.js';
export { sha256 } from './sha256.js';
