/** What is trained: the text-line task, and runs of it in folders and in memory. */
export * from './events.js';
export { defaultSpec, type PresetName, presets } from './options.js';
export { resume, type TrainOptions, train } from './train.js';
