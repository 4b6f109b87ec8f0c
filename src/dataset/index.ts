/** Where samples come from, how they are split, and how they become batches. */
export * from './batches.js';
export * from './data-error.js';
export { chooseDescriptions, descriptionOf, isPageFile, openPage } from './descriptions.js';
export { type FoundFile, findInputs, withoutExtension } from './find.js';
export { ImageReader } from './image-reader.js';
export * from './loader.js';
export { packPages, packSamples, writePacked } from './packing.js';
export { pageProblem } from './page-images.js';
export { type PageSample, samplesOfPage } from './pages.js';
export { checkPaths } from './paths.js';
export * from './sample.js';
export * from './source.js';
export * from './split.js';
export * from './unpack.js';
