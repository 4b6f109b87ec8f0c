/** Training: the loop, its optimiser and schedules, its checkpoints and its events. */

export { Engine } from './engine.js';
export * from './events.js';
export { layOutParameters, packWeights } from './layout.js';
export { AdamW } from './optimizer.js';
export { defaultSpec } from './options.js';
export { resume, type TrainOptions, train, unusable } from './train.js';
