/** Error rates over data sets, their intervals, and the report; models made of models, weights that are sought by them. */
export * from './average-files.js';
export * from './calibration.js';
export * from './compare-lines.js';
export * from './compare-models.js';
export * from './difference.js';
export * from './evaluate.js';
export { renderLattice } from './lattice.js';
export * from './predictions.js';
export * from './quantize-model.js';
export * from './report.js';
export * from './report-with-images.js';
export * from './samples.js';
export * from './statistics.js';
export * from './tune.js';
export * from './tune-file.js';
