/** Training: the loop, its optimiser and schedules, its checkpoints and its events. */

export { Engine } from './engine.js';
export * from './events.js';
export { type Layout, layOutParameters, packWeights } from './layout.js';
export { AdamW, type OptimizerOptions, type OptimizerState, plainAdam } from './optimizer.js';
export { defaultSpec, type PresetName, presets } from './options.js';
export { Program, type ProgramOptions, type ProgramRun } from './program.js';
export { resume, type TrainOptions, train } from './train.js';
