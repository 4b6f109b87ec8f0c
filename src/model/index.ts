/** Model files (.onnx) and checkpoints (.safetensors). */
export * from './model.js';
export * from './safetensors.js';
