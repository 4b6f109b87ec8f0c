/**
 * ductus: train a handwriting recogniser from line images with their texts, and read with it.
 * Start with `train` and `Recognizer`.
 */

export { DataError, type Sample } from './dataset/index.js';
export { openDataset } from './dataset/node.js';
export { DocumentError, type PagePlace } from './documents/node.js';
export * as editing from './editing/index.js';
export { DuctusError, type ErrorDetails } from './error.js';
export type { ErrorCode } from './error-codes.js';
export {
  type ComparedModel,
  type CompareOptions,
  type ComparisonProgress,
  compareModels,
  type EvaluatedLine,
  type Evaluation,
  type LayoutSummary,
  type ModelToCompare,
  missingLines,
  type PageLayoutScore,
  renderReport,
  type Statistics,
  statisticsOf,
  summariseLayouts,
  type WithoutText,
  withoutTexts,
} from './evaluation/index.js';
export {
  type AveragedModel,
  type AverageOptions,
  averageModelFiles,
  type EvaluateLayoutOptions,
  type EvaluateOptions,
  evaluateLayout,
  evaluateLayoutPredictions,
  evaluateModel,
  evaluatePredictions,
  type LayoutEvaluation,
  layoutReport,
  type ModelEvaluation,
  type PredictionEvaluation,
  type QuantizedBits,
  type QuantizedLayoutModel,
  type QuantizedModel,
  type QuantizeLayoutOptions,
  type QuantizeOptions,
  quantizeLayoutModel,
  quantizeModel,
  type ReportAbout,
  reportWithImages,
  type SuggestedLine,
  type Suggestion,
  type SuggestOptions,
  suggestLines,
  type Tuned,
  type TunedFile,
  type TuneFileOptions,
  type TuneTrial,
  tuneLanguageFile,
} from './evaluation/node.js';
export { RemoteError } from './files/index.js';
export { type OutputFormat, outputFormats, type Skipped } from './formats/index.js';
export type { Raster } from './image/index.js';
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
} from './layout/index.js';
export { findPageImages, type PageImageFile, type SegmentedPage, segmentImage } from './layout/node.js';
export { type LayoutMetadata, type LineMetadata, ModelError, type ModelMetadata } from './model/index.js';
export { VgslError } from './network/index.js';
export { ObjectError } from './objects/index.js';
export { type Glyph, type Line, linesOf, type Page, type Point, type Region, type Word } from './page/index.js';
export {
  type LanguageChoice,
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
} from './recognition/index.js';
export {
  type CollectedHands,
  type CollectOptions,
  collectHands,
  type DocumentToRead,
  type FindOptions,
  type FoundDocuments,
  findDocuments,
  LanguageError,
  languageBeside,
  languageNames,
  type MergedResults,
  mergeResults,
  type ReadDocument,
  type ReadDocumentsOptions,
  type ReadImage,
  type ReadImagesOptions,
  RecognitionError,
  ResultFolder,
  type ResultOptions,
  readDocuments,
  readImages,
  readLanguage,
  readLanguageSet,
  type SegmentedDocument,
  type Shard,
  starterModel,
  type UnreadDocument,
  type UnsegmentedDocument,
} from './recognition/node.js';
export {
  defaultSpec,
  type EndEvent,
  fewLines,
  type LayoutEndEvent,
  type LayoutEvent,
  type LayoutStartEvent,
  type LayoutStepEvent,
  type LayoutValidationEvent,
  OverwriteError,
  type PresetName,
  presets,
  type QuantizedEvent,
  type SetScores,
  type ShownLine,
  type StartEvent,
  type StepEvent,
  type TrainingEvent,
  type ValidationEvent,
} from './runs/index.js';
export {
  type AdaptEndEvent,
  type AdaptEvent,
  type AdaptOptions,
  type AdaptStartEvent,
  type AdaptTold,
  type AdaptValidationEvent,
  adapt,
  resume,
  resumeAdapt,
  resumeLayout,
  type TrainLayoutOptions,
  type TrainOptions,
  train,
  trainLayout,
} from './runs/node.js';
export {
  type CharacterDrawer,
  createCharacterDrawer,
  type Hand,
  type HandwritingFont,
  openFonts,
  type PieceOrigin,
  type RecombinedLine,
  type RecombineOptions,
  Recombiner,
} from './synthesis/node.js';
export { alignTexts, characterErrorRate, type EditStep } from './text/index.js';
export { type SkippedEvent, type StopReason, TrainingError, type WarningEvent } from './training/index.js';
export { version } from './version.js';
