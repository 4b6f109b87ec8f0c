/**
 * Correcting a page: texts, lines and regions, as functions from a page to another one that shares what did not change. Lines
 * and regions are named by their ids, each of which must stand once: `withUniqueIds` sees to it, of a page from a file.
 */
export * from './add-line.js';
export * from './cut-line.js';
export * from './doubts.js';
export * from './history.js';
export { withUniqueIds } from './ids.js';
export * from './join-lines.js';
export * from './line-order.js';
export * from './line-points.js';
export { collapsed, withText } from './line-text.js';
export * from './merge-pages.js';
export * from './practice.js';
export * from './regions.js';
export * from './search.js';
