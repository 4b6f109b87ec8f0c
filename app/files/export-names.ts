/** What files are called that are written, and what belongs to their formats. */
import { fileNameFor, UniqueNames, withoutEnding } from './names.js';

export const exportFormats = ['txt', 'page', 'alto', 'hocr', 'tsv', 'pdf', 'pairs', 'project'] as const;
export type ExportFormat = (typeof exportFormats)[number];

/** Each page is a file, and several are a zip file. */
export const filePerPage = ['page', 'alto', 'hocr'] as const satisfies readonly ExportFormat[];
export type FilePerPage = (typeof filePerPage)[number];

const endings: Readonly<Record<ExportFormat, string>> = {
  txt: '.txt',
  page: '.xml',
  alto: '.xml',
  hocr: '.hocr',
  tsv: '.tsv',
  pdf: '.pdf',
  pairs: '.zip',
  project: '.ductus.zip',
};

const types: Readonly<Record<ExportFormat, string>> = {
  txt: 'text/plain;charset=utf-8',
  page: 'application/xml',
  alto: 'application/xml',
  hocr: 'text/html;charset=utf-8',
  tsv: 'text/tab-separated-values;charset=utf-8',
  pdf: 'application/pdf',
  pairs: 'application/zip',
  project: 'application/zip',
};

export function isFilePerPage(format: ExportFormat): format is FilePerPage {
  return filePerPage.some((known) => known === format);
}

/** The name and type of the file that is saved. @param name of the document, or of the page where it is one */
export function savedAs(format: ExportFormat, name: string, pages: number): { name: string; type: string } {
  const stem = fileNameFor(pages === 1 && format !== 'project' ? withoutEnding(name) : name);
  if (isFilePerPage(format) && pages !== 1) return { name: `${stem}.${format}.zip`, type: types.pairs };
  return { name: `${stem}${endings[format]}`, type: types[format] };
}

/** The names of the pages' files, without their endings, no two the same. */
export function stemsOf(names: readonly string[]): readonly string[] {
  const unique = new UniqueNames();
  return names.map((name) => unique.take(fileNameFor(withoutEnding(name))));
}

/** The file of a page. */
export function fileOf(format: FilePerPage, stem: string): string {
  return `${stem}${endings[format]}`;
}

/** Texts of pages as one: a form feed begins a page, as in what pdftotext and Tesseract write. */
export function afterPages(text: string, index: number): string {
  return index === 0 ? text : `\f${text}`;
}

/** Tables of pages as one, which has one head. */
export function withoutHead(table: string, index: number): string {
  return index === 0 ? table : table.slice(table.indexOf('\n') + 1);
}
