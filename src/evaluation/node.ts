/** Error rates over data sets by their names; models made of models, and weights that are sought by them. */
export * from './average-files.js';
export * from './evaluate-layout.js';
export * from './evaluate-model.js';
export * from './expecting/suggest-lines.js';
export * from './layout-report-images.js';
export * from './predictions.js';
export * from './quantize-layout.js';
export * from './quantize-model.js';
export * from './report-with-images.js';
export * from './samples.js';
export * from './tune.js';
export * from './tune-file.js';
