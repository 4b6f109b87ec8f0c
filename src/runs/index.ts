/** What is trained: the text-line task, and runs of it in memory. Runs in folders are in `node.ts`. */
export * from './events.js';
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
