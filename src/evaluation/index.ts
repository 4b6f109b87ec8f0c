/** Error rates over data sets, their intervals, and the report. */
export * from './evaluate.js';
export { renderLattice } from './lattice.js';
export * from './report.js';
export * from './statistics.js';
