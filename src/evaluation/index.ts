/** Error rates of lines, their intervals, and the report. What opens files is in `node.ts`. */
export * from './calibration.js';
export * from './compare-lines.js';
export * from './compare-models.js';
export * from './difference.js';
export * from './evaluate.js';
export * from './expecting/choose-sure.js';
export * from './expecting/expected-errors.js';
export * from './expecting/rank-lines.js';
export * from './expecting/views.js';
export { renderLattice } from './lattice.js';
export * from './layout-report.js';
export * from './layout-scores.js';
export * from './page-scores.js';
export * from './report.js';
export * from './statistics.js';
export * from './tune-harm.js';
