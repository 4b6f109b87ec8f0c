/** Training: the loop, its optimiser and schedules, its checkpoints and its events. What is trained is a `Task`. */
export { type Checkpoint, readCheckpoint } from './checkpoint.js';
export type { Course } from './course.js';
export { Engine, shardsFor } from './engine.js';
export * from './events.js';
export { type Layout, layOutParameters, packWeights } from './layout.js';
export { type LocalRound, LocalTrainer, type Moments } from './local-round.js';
export { Loop, type LoopOptions } from './loop.js';
export { AdamW, type OptimizerOptions, type OptimizerState, plainAdam } from './optimizer.js';
export { type OuterEvent, OuterLoop } from './outer-loop.js';
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
export { ShardBatches } from './shard-batches.js';
export type { MomentsKind } from './shard-state.js';
export type { Batch, Reading, RunStore, Shard, Task, Validation } from './task.js';
export type { Round, RoundPart, Trainers } from './trainers.js';
export { Vectors } from './vectors.js';
