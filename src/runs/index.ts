/** What is trained: text lines, and page layout; runs of both in memory. Runs in folders are in `node.ts`. */
export * from './events.js';
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
  sentenceOf,
} from './option-rules.js';
export { lineSettings, runOptions } from './option-table.js';
export { type Prepared, usableSamples } from './prepared.js';
export { defaultSpec, type PresetName, presets } from './presets.js';
export { trainLines } from './run.js';
export { networkFor, type RunConfig } from './run-config.js';
export { startingWeights } from './start.js';
