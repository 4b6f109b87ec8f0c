/** Bytes or text to samples and back, one file a format. Nothing here opens a file. */
export { writeAlto } from './alto.js';
export * from './line-pair.js';
export * from './lists.js';
export * from './page-file.js';
export { writePageXml } from './page-xml.js';
export * from './parquet.js';
export * from './sample.js';
