/** Correcting a page: texts, lines and regions, as functions from a page to another one that shares what did not change. */
export * from './add-line.js';
export * from './cut-line.js';
export * from './doubts.js';
export * from './history.js';
export { withUniqueIds } from './ids.js';
export * from './join-lines.js';
export * from './line-order.js';
export * from './line-points.js';
export { collapsed, withText } from './line-text.js';
export * from './practice.js';
export * from './regions.js';
export * from './search.js';
export type { Added } from './whole-page.js';
