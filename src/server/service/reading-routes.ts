/** POST /v1/recognize, /v1/segment, /v1/align, and GET /v1/models. */
import { type OutputFormat, outputFormats } from '../../formats/index.js';
import { encodeJpeg } from '../../runtime/index.js';
import { bodyAnswer, checkPages, jsonAnswer, PdfAnswer, writtenPages } from './answers.js';
import { alignFormats, alignQuery, queryOf, recognizeQuery, segmentFormats, segmentQuery } from './api-schemas.js';
import { type AdmittedWork, admitted, type RequestContext, type ServiceContext } from './context.js';
import {
  type DocumentQuery,
  descriptionPart,
  type OpenDocument,
  type OpenPage,
  readPages,
  textPart,
  withDocument,
} from './document-work.js';
import { acceptedFormat } from './media-types.js';
import type { PageResult } from './reading-service.js';
import { type RequestParts, requestParts } from './request-body.js';
import { ServiceError } from './service-error.js';

/** Of scans in a PDF: nothing of the writing is lost, at a third of the size of PNG. */
const jpegQuality = 90;
const usualDpi = 300;

/** JSON is what a program gets that accepts anything. */
const recognizeFormats: readonly OutputFormat[] = ['json', ...outputFormats.filter((format) => format !== 'json')];

export function recognize(service: ServiceContext, c: RequestContext): Promise<Response> {
  const query = queryOf(recognizeQuery, new URL(c.req.url));
  const format = query.format ?? acceptedFormat(c.req.header('accept'), recognizeFormats);
  return withUpload(service, c, query, [descriptionPart], async (document, { name }, { signal }) => {
    checkPages(format, document.pages.length);
    const pdf = format === 'pdf' ? await PdfAnswer.begin(name) : undefined;
    const pages = await readPages(document, c.get('counted'), signal, (page) => readOne(service, document, page, pdf));
    return pdf ? bodyAnswer('pdf', pdf.end()) : pagesAnswer(format, name, pages);
  });
}

export function segment(service: ServiceContext, c: RequestContext): Promise<Response> {
  const query = queryOf(segmentQuery, new URL(c.req.url));
  const format = query.format ?? acceptedFormat(c.req.header('accept'), segmentFormats);
  return withUpload(service, c, query, [], async (document, { name }, { signal }) => {
    checkPages(format, document.pages.length);
    const pages = await readPages(document, c.get('counted'), signal, (page) =>
      service.reading.segment(page.name, page.open, document.options),
    );
    return pagesAnswer(format, name, pages);
  });
}

export function align(service: ServiceContext, c: RequestContext): Promise<Response> {
  const { hyphens, ...query } = queryOf(alignQuery, new URL(c.req.url));
  const format = query.format ?? acceptedFormat(c.req.header('accept'), alignFormats);
  return withUpload(service, c, query, [textPart, descriptionPart], async (document, { texts }, { signal }) => {
    const text = checkedText(texts[textPart], service.limits.characters);
    const [page, ...more] = document.pages;
    if (!page || more.length > 0) {
      throw new ServiceError('service/request', 'a text is aligned with one page; say which by page=N');
    }
    const [aligned] = await readPages({ ...document, pages: [page] }, c.get('counted'), signal, () =>
      service.reading.align(page.name, page.open, text, { ...document.options, hyphens }),
    );
    if (!aligned) throw new Error('align: the page must have a result');
    if (format !== 'json') return bodyAnswer(format, await writtenPages(format, [aligned.page]));
    const { number: _, lines, unmatched, ...rest } = aligned;
    const told = lines.map(({ id, read, text, confidence }) => ({
      id,
      read,
      ...(text === undefined ? {} : { text }),
      confidence,
    }));
    return jsonAnswer({ ...rest, lines: told, unmatched });
  });
}

export function models({ reading }: ServiceContext): Response {
  return jsonAnswer({ models: reading.models });
}

/** Takes what a request brings, opens it, and counts what was read of it. */
function withUpload(
  service: ServiceContext,
  c: RequestContext,
  query: DocumentQuery,
  parts: readonly string[],
  work: (document: OpenDocument, parts: RequestParts, admitted: AdmittedWork) => Promise<Response>,
): Promise<Response> {
  return admitted(service, c, async (admission) => {
    const counted = c.get('counted');
    const upload = await requestParts(c.req.raw, admission, service.limits.bytes, parts);
    counted.bytes = upload.document.length;
    try {
      return await withDocument(service, upload, query, admission.signal, (document) =>
        work(document, upload, admission),
      );
    } finally {
      service.metrics.read(counted.pages, counted.lines);
    }
  });
}

/** Of a page of many the pixels are not kept: its picture goes into the PDF at once. */
async function readOne(
  { reading }: ServiceContext,
  { options }: OpenDocument,
  { name, open }: OpenPage,
  pdf: PdfAnswer | undefined,
): Promise<PageResult> {
  let image: Awaited<ReturnType<typeof open>> | undefined;
  const opened = async () => {
    image = await open();
    return image;
  };
  const result = await reading.read(name, opened, options);
  if (pdf && image) {
    const bytes = await encodeJpeg(image.raster, jpegQuality);
    await pdf.add(result.page, { bytes, type: 'jpeg', orientation: 1, dpi: image.dpi ?? usualDpi });
  }
  return result;
}

async function pagesAnswer(
  format: OutputFormat,
  document: string,
  pages: readonly (PageResult & { readonly number: number })[],
): Promise<Response> {
  if (format === 'json' || format === 'pdf') return jsonAnswer({ document, pages });
  const written = await writtenPages(
    format,
    pages.map(({ page }) => page),
  );
  return bodyAnswer(format, written);
}

function checkedText(text: string | undefined, most: number): string {
  if (text === undefined || text.trim() === '') {
    throw new ServiceError('service/request', `the form must have the transcription in its part ${textPart}`);
  }
  if (text.length > most) {
    throw new ServiceError(
      'service/too-large',
      `the transcription must have ${most} characters at most, got ${text.length}`,
    );
  }
  return text;
}
