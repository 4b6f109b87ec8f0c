/** Model files (.onnx), means of models, and checkpoints (.safetensors). */

export { sha256 } from '#variant/model/sha256';
export * from './average.js';
export {
  isLayoutModel,
  type LayoutModel,
  openLayoutModel,
  readLayoutModel,
  writeFloat16LayoutModel,
  writeInt8LayoutModel,
  writeLayoutModel,
} from './layout-model.js';
export {
  calibrationSchema,
  type LayoutMetadata,
  type LineMetadata,
  type ModelMetadata,
  uncalibrated,
} from './metadata.js';
export * from './model.js';
export { ModelError, readsOnly } from './model-error.js';
export * from './safetensors.js';
export { withoutPlaces } from './without-places.js';
