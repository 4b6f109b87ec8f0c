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
export { type PageImage, PdfError, writePdf } from './pdf.js';
export { PdfBook } from './pdf-book.js';
export * from './sample.js';
export * from './text.js';
export * from './tsv.js';
export * from './update-page-file.js';
export type { DescribedZones } from './zones.js';
