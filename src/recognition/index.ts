/** Reading: line images in, text with positions and confidences out. What opens files is in `node.ts`. */
export * from './confidence.js';
export * from './decoding.js';
export { pageOfLine } from './placed-line.js';
export * from './quantize.js';
export * from './reading.js';
export * from './recognizer.js';
