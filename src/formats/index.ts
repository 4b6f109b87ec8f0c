/** Bytes or text to samples and back, one file a format. Nothing here opens a file. */
export { writeAlto } from './alto.js';
export { writeHocr } from './hocr.js';
export * from './line-pair.js';
export * from './lists.js';
export * from './output.js';
export * from './page-file.js';
export * from './page-json.js';
export { writePageXml } from './page-xml.js';
export * from './parquet.js';
export * from './pdf.js';
export * from './sample.js';
export * from './text.js';
export * from './tsv.js';
export * from './update-page-file.js';
export type { DescribedZones } from './zones.js';
