/**
 * ductus: train a handwriting recogniser from line images with their texts, and read with it.
 * Start with `train` and `Recognizer`.
 */

export { DataError, openDataset, type Sample } from './dataset/index.js';
export { DuctusError, type ErrorDetails } from './error.js';
export type { ErrorCode } from './error-codes.js';
export {
  type AveragedModel,
  type AverageOptions,
  averageModelFiles,
  type ComparedModel,
  type CompareOptions,
  type ComparisonProgress,
  compareModels,
  type EvaluatedLine,
  type EvaluateOptions,
  type Evaluation,
  evaluateModel,
  evaluatePredictions,
  type ModelEvaluation,
  type ModelToCompare,
  missingLines,
  type PredictionEvaluation,
  type QuantizedModel,
  type QuantizeOptions,
  quantizeModel,
  type ReportAbout,
  renderReport,
  reportWithImages,
  type Statistics,
  statisticsOf,
  type Tuned,
  type TunedFile,
  type TuneFileOptions,
  type TuneTrial,
  tuneLanguageFile,
  type WithoutText,
  withoutTexts,
} from './evaluation/index.js';
export { type OutputFormat, outputFormats, type Skipped } from './formats/index.js';
export type { Raster } from './image/index.js';
export { ModelError, type ModelMetadata } from './model/index.js';
export { VgslError } from './network/index.js';
export { type Glyph, type Line, linesOf, type Page, type Point, type Region, type Word } from './page/index.js';
export {
  type DocumentToRead,
  type FoundDocuments,
  findDocuments,
  LanguageError,
  languageBeside,
  type ReadCharacter,
  type ReadDocument,
  type ReadImage,
  type ReadImagesOptions,
  type ReadLine,
  type ReadWord,
  Recognizer,
  type RecognizerOptions,
  ResultFolder,
  type ResultOptions,
  readDocuments,
  readImages,
  readLanguage,
  starterModel,
  type UnreadDocument,
} from './recognition/index.js';
export {
  defaultSpec,
  type EndEvent,
  OverwriteError,
  type PresetName,
  presets,
  type QuantizedEvent,
  resume,
  type ShownLine,
  type StartEvent,
  type StepEvent,
  type TrainingEvent,
  type TrainOptions,
  train,
  type ValidationEvent,
} from './runs/index.js';
export { alignTexts, characterErrorRate, type EditStep } from './text/index.js';
export { type SkippedEvent, type StopReason, TrainingError, type WarningEvent } from './training/index.js';
export { version } from './version.js';
