/** Runs in folders: `train()` and resuming. */
export { filesOfRun } from './run-folder.js';
export { resume, type TrainOptions, train } from './train.js';
export { resumeLayout, type TrainLayoutOptions, trainLayout } from './train-layout.js';
