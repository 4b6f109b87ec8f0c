/** What is said with each file of the app, and what a page is told of a run. What serves them is in `node.ts`. */
export * from './headers.js';
export type * from './run-news.js';
