/** What batches are made of and how: planning, and loading on other threads. Finding samples in files is in `node.ts`. */
export { ImageReader } from '#variant/dataset/image-reader';
export * from './batches.js';
export * from './data-error.js';
export * from './given-lines.js';
export * from './line-cut.js';
export * from './loader.js';
export { pageProblem } from './page-images.js';
export { setNames } from './page-sets.js';
export { paperLines } from './paper.js';
export { checkPaths } from './paths.js';
export * from './sample.js';
export * from './split.js';
