/** What a recognised page can be written as. */
import type { Page } from '../page/index.js';
import { writeAlto } from './alto.js';
import { writeHocr } from './hocr.js';
import { writePageJson } from './page-json.js';
import { type WriteOptions, writePageXml } from './page-xml.js';
import { type PageImage, writePdf } from './pdf.js';
import { writeText } from './text.js';
import { writeTsv } from './tsv.js';

export const outputFormats = ['txt', 'json', 'tsv', 'page', 'alto', 'hocr', 'pdf'] as const;
export type OutputFormat = (typeof outputFormats)[number];

/** Of the file's name. */
export const outputEndings: Readonly<Record<OutputFormat, string>> = {
  txt: '.txt',
  json: '.json',
  tsv: '.tsv',
  page: '.xml',
  alto: '.alto.xml',
  hocr: '.hocr',
  pdf: '.pdf',
};

/** @param image asked for by PDF only */
export async function writePage(
  format: OutputFormat,
  page: Page,
  options: WriteOptions,
  image: () => Promise<PageImage>,
): Promise<string | Uint8Array> {
  switch (format) {
    case 'txt':
      return writeText(page);
    case 'json':
      return writePageJson(page);
    case 'tsv':
      return writeTsv([page]);
    case 'page':
      return writePageXml(page, options);
    case 'alto':
      return writeAlto(page);
    case 'hocr':
      return writeHocr(page, options);
    case 'pdf':
      return writePdf(page, await image());
  }
}
