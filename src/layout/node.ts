/** Page layout of files: images in, descriptions out. */
export * from './segment.js';
