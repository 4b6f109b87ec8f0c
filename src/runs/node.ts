/** Runs in folders: `train()`, `adapt()`, and resuming. */
export { type AdaptOptions, type AdaptTold, adapt, resumeAdapt } from './adapting/adapt.js';
export * from './adapting/adapt-events.js';
export { adaptingSettings, adaptRules, adaptTrainingSettings } from './adapting/adapt-options.js';
export type { TrainerEvent } from './machines/trainer.js';
export { workTraining } from './machines/work-training.js';
export { filesOfRun } from './run-folder.js';
export { resume, type TrainOptions, train } from './train.js';
export { resumeLayout, type TrainLayoutOptions, trainLayout } from './train-layout.js';
