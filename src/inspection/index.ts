/** What is to be known of a data set before one trains on it, as a page to look at, and what can be mended by rule. */
export * from './examine.js';
export { fixSamples, leftOut, writeFixes } from './fix.js';
export { rareCount, renderInspectionReport } from './inspection-report.js';
