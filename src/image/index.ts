/** Grey rasters, the one resampler, and the way from a photograph's line to ink on paper. */
export * from './augment.js';
export * from './augmentation.js';
export * from './blank.js';
export * from './curl.js';
export * from './cut.js';
export * from './degrade.js';
export { throughTable, unitFloats } from './kernel.js';
export * from './line.js';
export { percentiles } from './percentiles.js';
export * from './perspective.js';
export * from './plane-map.js';
export * from './preprocess.js';
export * from './preprocessing.js';
export * from './raster.js';
export * from './resample.js';
