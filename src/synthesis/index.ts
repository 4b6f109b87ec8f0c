/** Drawn handwriting: fonts, phrases, and lines of them. */
export * from './draw.js';
export * from './fonts.js';
export * from './phrases.js';
