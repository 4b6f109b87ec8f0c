/** Connectionist Temporal Classification on typed arrays, no dependencies. */
export * from './greedy.js';
export * from './loss.js';
