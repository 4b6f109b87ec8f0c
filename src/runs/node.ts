/** Runs in folders: `train()` and resuming. */
export { resume, type TrainOptions, train } from './train.js';
