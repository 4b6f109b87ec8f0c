/** Reading: line images in, text with positions and confidences out. */
export * from './pages.js';
export * from './quantize.js';
export * from './reading.js';
export * from './recognizer.js';
