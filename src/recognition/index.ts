/** Reading: line images in, text with positions and confidences out. */
export * from './recognizer.js';
