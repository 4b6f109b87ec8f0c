/** DATA arguments to samples: finding, reading, packing and unpacking files. */

export * from './described-pages.js';
export { chooseDescriptions, descriptionOf, isPageFile, lacksLines, openPage } from './descriptions.js';
export { type FoundFile, findInputs, withoutExtension } from './find.js';
export { imageKey, linePlace } from './image-key.js';
export { packPages, packSamples, writePacked } from './packing.js';
export { type PageSample, samplesOfPage } from './pages.js';
export { type Dataset, lineOfImage, openDataset, type SourceOptions } from './source.js';
export * from './unpack.js';
