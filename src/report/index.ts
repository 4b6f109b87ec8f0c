/** HTML that people look at: the frame of a page, figures, charts. */
export * from './page.js';
export * from './plot.js';
export * from './reliability.js';
