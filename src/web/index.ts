/**
 * ductus in browsers: reads pages and lines, and trains on lines. Start with `PageReader` and `train`; docs/web.md says what a
 * server has to send.
 */
export { useRuntime } from '#variant/runtime/onnx';
export { DataError } from '../dataset/index.js';
export * as editing from '../editing/index.js';
export { DuctusError, type ErrorDetails } from '../error.js';
export type { ErrorCode } from '../error-codes.js';
export {
  type EvaluatedLine,
  type Evaluation,
  renderReport,
  type Statistics,
  statisticsOf,
  type WithoutText,
} from '../evaluation/index.js';
export {
  type DescribedPage,
  fromPixels,
  type OutputFormat,
  outputEndings,
  outputFormats,
  type PageImage,
  PdfBook,
  PdfError,
  readPageFile,
  readPageJson,
  type Skipped,
  shapeProblem,
  toPixels,
  type UpdateOptions,
  updatePageBytes,
  writePage,
} from '../formats/index.js';
export type { Raster } from '../image/index.js';
export {
  classicalFinder,
  type DetectOptions,
  detectLines,
  type FinderOptions,
  type FoundLine,
  type FoundLines,
  findLayout,
  type Layout,
  LayoutDetector,
  type LayoutWarning,
  type LineFinder,
  layoutOf,
  layoutWarnings,
  openLineFinder,
  type UprightLines,
} from '../layout/index.js';
export { type LayoutMetadata, type LineMetadata, ModelError, type ModelMetadata } from '../model/index.js';
export { VgslError } from '../network/index.js';
export {
  type Glyph,
  type Line as PageLine,
  linesOf,
  type Page,
  type Point,
  type Region,
  type Word,
} from '../page/index.js';
export {
  type LanguageChoice,
  LanguageError,
  type LineListeners,
  PageReader,
  type PageReaderOptions,
  type ReadCharacter,
  type ReadLine,
  type ReadLinesOptions,
  type ReadPageOptions,
  type ReadWord,
  Recognizer,
  type RecognizerOptions,
} from '../recognition/index.js';
export {
  defaultSpec,
  type EndEvent,
  fewLines,
  type PresetName,
  presets,
  type QuantizedEvent,
  type ShownLine,
  type StartEvent,
  type StepEvent,
  type TrainingEvent,
  type ValidationEvent,
} from '../runs/index.js';
export { decodeImage, type ImageSource } from '../runtime/index.js';
export { alignTexts, characterErrorRate, type EditStep } from '../text/index.js';
export { type SkippedEvent, type StopReason, TrainingError, type WarningEvent } from '../training/index.js';
export { version } from '../version.js';
export { type EvaluateOptions, evaluateLines } from './evaluate.js';
export { inspectModel, type ModelAccount } from './inspect-model.js';
export { deleteRun, eventsOfRun, type KeptRun, type KeptTrainingEvent, listRuns, modelOfRun } from './kept-runs.js';
export type { Line } from './lines.js';
export { type LinesToLearnOptions, type LineToLearn, linesToLearn } from './lines-to-learn.js';
export { resume, type TrainOptions, train } from './train.js';
