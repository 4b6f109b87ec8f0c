/** What is trained: the text-line task, and runs of it in memory. Runs in folders are in `node.ts`. */
export * from './events.js';
export { MemoryRun } from './memory-run.js';
export { defaultSpec, type PresetName, presets } from './options.js';
export { type Prepared, usableSamples } from './prepared.js';
export { trainLines } from './run.js';
export { networkFor, type RunConfig } from './run-config.js';
export { startingWeights } from './start.js';
