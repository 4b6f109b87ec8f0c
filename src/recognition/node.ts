/** Reading files: documents in, results out; models and their languages by path. */
export * from './align-documents.js';
export * from './aligned-folder.js';
export * from './document.js';
export { DocumentHashes } from './document-hash.js';
export * from './documents.js';
export * from './hands-of-lines.js';
export * from './inputs.js';
export * from './language-error.js';
export * from './language-file.js';
export * from './line-images.js';
export * from './lines-of-documents.js';
export * from './marked-lines.js';
export * from './pages.js';
export { resultFiles } from './result-files.js';
export * from './results.js';
export { languageNames } from './shipped-languages.js';
export * from './starter.js';
export * from './tuned-file.js';
