/** Error rates over data sets, their intervals, and the report. */
export * from './calibration.js';
export * from './difference.js';
export * from './evaluate.js';
export { renderLattice } from './lattice.js';
export * from './page-scores.js';
export * from './predictions.js';
export * from './report.js';
export * from './statistics.js';
export * from './tune.js';
