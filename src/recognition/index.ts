/** Reading: line images in, text with positions and confidences out. */
export * from './confidence.js';
export * from './decoding.js';
export * from './language-file.js';
export * from './pages.js';
export * from './quantize.js';
export * from './reading.js';
export * from './recognizer.js';
export * from './starter.js';
