/** Training: the loop, its optimiser and schedules, its checkpoints and its events. What is trained is a `Task`. */
export { type Checkpoint, readCheckpoint } from './checkpoint.js';
export { Engine, shardsFor } from './engine.js';
export * from './events.js';
export { type Layout, layOutParameters, packWeights } from './layout.js';
export { Loop } from './loop.js';
export { AdamW, type OptimizerOptions, type OptimizerState, plainAdam } from './optimizer.js';
export { Program, type ProgramOptions, type ProgramRun } from './program.js';
export type { Progress, Reference } from './progress.js';
export {
  choices,
  list,
  type NumberRange,
  numbers,
  onOff,
  type Setting,
  schemasOf,
  setting,
  type Told,
  text,
} from './setting.js';
export { changeableSettings, epochLimit, type LoopSettings, loopSettings } from './settings.js';
export type { Batch, Reading, RunStore, Shard, Task, Validation } from './task.js';
