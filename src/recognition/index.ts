/** Reading: line images in, text with positions and confidences out. */
export * from './confidence.js';
export * from './decoding.js';
export * from './documents.js';
export * from './inputs.js';
export * from './language-error.js';
export * from './language-file.js';
export * from './line-images.js';
export * from './line-on-page.js';
export * from './pages.js';
export * from './quantize.js';
export * from './read-line.js';
export * from './reading.js';
export * from './recognizer.js';
export * from './results.js';
export * from './starter.js';
export * from './tuned-file.js';
