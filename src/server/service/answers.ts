/** From results to what is sent: one document in the format that was asked for. */
import {
  type OutputFormat,
  PdfBook,
  type PageImage as PictureOfPage,
  writePage,
  writeText,
  writeTsv,
} from '../../formats/index.js';
import type { Page } from '../../page/index.js';
import { version } from '../../version.js';
import { isSingle, mediaTypes } from './media-types.js';
import { ServiceError } from './service-error.js';

/** Between pages of a text. */
const formFeed = '\f';

export function bodyAnswer(format: OutputFormat, body: string | Uint8Array<ArrayBuffer>): Response {
  return new Response(body, { headers: { 'content-type': mediaTypes[format], 'cache-control': 'no-store' } });
}

export function jsonAnswer(value: object, status = 200, headers: Readonly<Record<string, string>> = {}): Response {
  return Response.json(value, { status, headers: { 'cache-control': 'no-store', ...headers } });
}

/**
 * @param pages JSON has a shape of its own and is not written here
 * @throws ServiceError when the format has one page a file and there are several
 */
export async function writtenPages(
  format: Exclude<OutputFormat, 'json' | 'pdf'>,
  pages: readonly Page[],
): Promise<string> {
  if (format === 'txt') return pages.map(writeText).join(formFeed);
  if (format === 'tsv') return writeTsv(pages);
  const [page, ...more] = pages;
  if (!page || more.length > 0) throw onePage(format);
  const written = await writePage(
    format,
    page,
    { created: new Date().toISOString(), creator: `ductus ${version}` },
    () => Promise.reject(new Error('no image is needed')),
  );
  return typeof written === 'string' ? written : new TextDecoder().decode(written);
}

/** Said before anything is read. */
export function checkPages(format: OutputFormat, count: number): void {
  if (count > 1 && isSingle(format)) throw onePage(format);
}

function onePage(format: OutputFormat): ServiceError {
  return new ServiceError(
    'service/request',
    `a file of the format ${format} has one page; ask for one by page=N, or for JSON, text or PDF`,
  );
}

/** A searchable PDF, a page at a time. */
export class PdfAnswer {
  private readonly parts: Uint8Array[] = [];

  private constructor(private readonly book: PdfBook) {}

  static async begin(title: string): Promise<PdfAnswer> {
    return new PdfAnswer(await PdfBook.begin(title));
  }

  async add(page: Page, picture: PictureOfPage): Promise<void> {
    this.parts.push(await this.book.add(page, picture));
  }

  end(): Uint8Array<ArrayBuffer> {
    return new Uint8Array(Buffer.concat([...this.parts, this.book.end()]));
  }
}
