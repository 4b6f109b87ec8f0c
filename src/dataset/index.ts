/** Where samples come from, how they are split, and how they become batches. */
export * from './batches.js';
export * from './loader.js';
export {
  type ImagePlace,
  ImageReader,
  packPages,
  packSamples,
  writePacked,
} from './packed.js';
export { isPageFile, openPage, samplesOfPage } from './pages.js';
export * from './source.js';
export * from './split.js';
export * from './unpack.js';
