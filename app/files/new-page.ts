/** Records of pages that are new. */
import type { Page } from 'ductus/web';
import { linesOf, looksLikePage } from '../../src/page/index.js';
import type { NewPage } from '../store/documents.js';
import { type Description, newId } from '../store/records.js';
import type { Picture } from './paper-messages.js';

export interface Imported {
  readonly document: string;
  /** The image's file name. */
  readonly name: string;
  readonly image: Blob;
  readonly picture: Picture;
  /** Pages of PDFs are pages, whatever their shape. */
  readonly isPage?: boolean;
  readonly description?: Description | undefined;
}

/** What is described with texts is read; with lines alone it waits for their texts, else for its lines too. */
export function newPage({ document, name, image, picture, isPage, description }: Imported): NewPage {
  const { width, height, thumbnail } = picture;
  const empty: Page = { image: name, width, height, regions: [] };
  const page = description?.page ?? empty;
  const hasLines = linesOf(page).length > 0;
  const single = !isPage && !hasLines && !looksLikePage({ width, height });
  const record = {
    id: newId(),
    document,
    name,
    ...(single ? { single } : {}),
    state: linesOf(page).some(({ text }) => text.trim() !== '') ? ('read' as const) : ('waiting' as const),
    warnings: [],
    page,
    checked: [],
    relaid: {},
    ...(description ? { description } : {}),
  };
  return { page: record, image, thumbnail };
}
