/** What is trained: text lines, and page layout; runs of both in memory. Runs in folders are in `node.ts`. */
export { type Base, beginLines, settingsOfRun, type ToldOfLines } from './begin-lines.js';
export * from './events.js';
export { changeSettings } from './kept-config.js';
export type { Run, RunSizes } from './kept-run.js';
export * from './layout-events.js';
export { layoutRules, layoutRunOptions, layoutSettings } from './layout-options.js';
export type { SetScores } from './layout-validation.js';
export { MemoryRun } from './memory-run.js';
export {
  changeProblem,
  type OptionProblem,
  type OptionRule,
  optionProblem,
  optionRules,
  refuse,
  sentenceOf,
} from './option-rules.js';
export { lineSettings, runOptions } from './option-table.js';
export { checkRunOptions, type TrainingSettings, trainingSettingsSchema } from './options.js';
export { type GivenLines, prepareGiven } from './prepare-given.js';
export { type Prepared, usableSamples } from './prepared.js';
export { defaultSpec, fewLines, type PresetName, presets, specOfPreset } from './presets.js';
export { trainLines } from './run.js';
export { networkFor, parseConfig, type RunConfig } from './run-config.js';
export { startingWeights } from './start.js';
