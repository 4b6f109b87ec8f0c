/**
 * ductus: train a handwriting recogniser from line images with their texts, and read with it.
 * Start with `train` and `Recognizer`.
 */

export { DataError, type Sample } from './dataset/index.js';
export { openDataset } from './dataset/node.js';
export { DuctusError, type ErrorDetails } from './error.js';
export type { ErrorCode } from './error-codes.js';
export {
  type EvaluatedLine,
  type Evaluation,
  renderReport,
  type Statistics,
  statisticsOf,
  type WithoutText,
} from './evaluation/index.js';
export {
  type EvaluateOptions,
  evaluateModel,
  evaluatePredictions,
  type PredictionEvaluation,
} from './evaluation/node.js';
export type { Raster } from './image/index.js';
export { ModelError, type ModelMetadata } from './model/index.js';
export { VgslError } from './network/index.js';
export {
  type ReadCharacter,
  type ReadLine,
  type ReadWord,
  Recognizer,
  type RecognizerOptions,
} from './recognition/index.js';
export {
  languageBeside,
  type ReadImage,
  type ReadImagesOptions,
  readImages,
  readLanguage,
  starterModel,
} from './recognition/node.js';
export {
  defaultSpec,
  type EndEvent,
  OverwriteError,
  type PresetName,
  presets,
  type QuantizedEvent,
  type ShownLine,
  type StartEvent,
  type StepEvent,
  type TrainingEvent,
  type ValidationEvent,
} from './runs/index.js';
export { resume, type TrainOptions, train } from './runs/node.js';
export { alignTexts, characterErrorRate, type EditStep } from './text/index.js';
export { type SkippedEvent, type StopReason, TrainingError, type WarningEvent } from './training/index.js';
export { version } from './version.js';
