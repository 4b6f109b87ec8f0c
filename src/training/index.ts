/** Training: the loop, its optimiser and schedules, its checkpoints and its events. */
export * from './events.js';
export { defaultSpec } from './options.js';
export { resume, type TrainOptions, train, unusable } from './train.js';
