/** What is trained: the text-line task, and runs of it in folders and in memory. */
export * from './events.js';
export {
  changeProblem,
  type OptionProblem,
  type OptionRule,
  optionProblem,
  optionRules,
  sentenceOf,
} from './option-rules.js';
export { lineSettings, runOptions } from './option-table.js';
export { defaultSpec, type PresetName, presets } from './presets.js';
export { resume, type TrainOptions, train } from './train.js';
