/** Reading the documents of requests: opened in memory, page after page, within the limits. */
import { DocumentError, HeldDocument, type PageImage } from '../../documents/node.js';
import { linesOf } from '../../page/index.js';
import type { RequestCounts, ServiceContext } from './context.js';
import type { PageResult, ReadPageOptions } from './reading-service.js';
import type { RequestParts } from './request-body.js';
import { ServiceError } from './service-error.js';

/** Parts of a form that say something of the document. */
export const descriptionPart = 'description';
export const textPart = 'text';

export interface DocumentQuery {
  readonly page?: number | undefined;
  readonly shape?: 'auto' | 'line' | 'page' | undefined;
  readonly upright: boolean;
  readonly 'right-to-left': boolean;
}

/** A page of a document that is open. */
export interface OpenPage {
  readonly number: number;
  /** What results call it. */
  readonly name: string;
  readonly open: () => Promise<PageImage>;
}

export interface OpenDocument {
  readonly pages: readonly OpenPage[];
  readonly options: ReadPageOptions;
}

/**
 * @param work is given the pages that are asked for
 * @throws DuctusError for a document that can't be read, has no such page, or has more than are read at once
 */
export async function withDocument<T>(
  { limits }: Pick<ServiceContext, 'limits'>,
  { document: bytes, name, texts }: RequestParts,
  query: DocumentQuery,
  signal: AbortSignal,
  work: (document: OpenDocument) => Promise<T>,
): Promise<T> {
  const document = await HeldDocument.open(name, bytes);
  try {
    const description = texts[descriptionPart];
    const pages = pagesOf(document, query.page, limits.pages, limits.pixels);
    if (description !== undefined && pages.length > 1) {
      throw new ServiceError('service/request', 'a description is of one page; say which by page=N');
    }
    const { shape = 'page', upright, 'right-to-left': rightToLeft } = query;
    const isLine = shape === 'line' || (shape === 'auto' && description === undefined && document.isLine);
    return await work({ pages, options: { isLine, upright, rightToLeft, description, signal } });
  } finally {
    document.dispose();
  }
}

function pagesOf(
  document: HeldDocument,
  page: number | undefined,
  most: number,
  mostPixels: number,
): readonly OpenPage[] {
  const { pageCount, name } = document;
  if (page !== undefined && page > pageCount) {
    throw new ServiceError('service/request', `the document has ${pageCount} pages, and none of the number ${page}`);
  }
  const numbers = page === undefined ? Array.from({ length: pageCount }, (_, n) => n + 1) : [page];
  if (numbers.length > most) {
    throw new ServiceError(
      'service/too-large',
      `the document has ${pageCount} pages, and ${most} at most are read at once; ask for one by page=N, or send it as a job`,
    );
  }
  return numbers.map((number) => ({
    number,
    name: pageCount > 1 ? `${name}#${number}` : name,
    open: () => document.page(number, mostPixels).catch(refuseLarge),
  }));
}

function refuseLarge(error: unknown): never {
  const isLarge = error instanceof DocumentError && error.cause instanceof RangeError;
  throw isLarge ? new ServiceError('service/too-large', error.message) : error;
}

/** The pages one after the other. */
export async function readPages<T extends Pick<PageResult, 'page'>>(
  { pages }: OpenDocument,
  counted: RequestCounts,
  signal: AbortSignal | undefined,
  read: (page: OpenPage) => Promise<T>,
): Promise<readonly (T & { readonly number: number })[]> {
  const results: (T & { readonly number: number })[] = [];
  for (const page of pages) {
    signal?.throwIfAborted();
    const result = await read(page);
    counted.pages++;
    counted.lines += linesOf(result.page).length;
    results.push({ number: page.number, ...result });
  }
  return results;
}
