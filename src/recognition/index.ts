/** Reading: line images in, text with positions and confidences out. What opens files is in `node.ts`. */

export { type AlignedPage, alignPage } from './align-page.js';
export * from './aligning/align-lines.js';
export { editionFor } from './aligning/edition.js';
export { lineToAlign } from './aligning/line-to-align.js';
export * from './confidence.js';
export * from './decoding.js';
export * from './document-language.js';
export { LanguageError } from './language-error.js';
export { LineBatcher } from './line-batcher.js';
export * from './line-of-page.js';
export * from './line-on-page.js';
export * from './page-lines.js';
export * from './page-reader.js';
export * from './quantize.js';
export * from './read-line.js';
export * from './reading.js';
export * from './recognizer.js';
export * from './spelling.js';
