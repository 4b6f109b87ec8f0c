/** POST and GET /v1/jobs, and of a job its state, its progress as events, its results, and its end. */
import { readPageJson } from '../../formats/index.js';
import type { Job } from '../../jobs/index.js';
import { withoutFolders } from '../without-folders.js';
import { bodyAnswer, checkPages, jsonAnswer, writtenPages } from './answers.js';
import { queryOf } from './api-schemas.js';
import { admitted, type RequestContext, type ServiceContext } from './context.js';
import { jobFormats, jobQuery, jobResultQuery, unreadHeader } from './job-schemas.js';
import { acceptedFormat, isSingle, mediaTypes } from './media-types.js';
import { requestParts } from './request-body.js';
import { ServiceError } from './service-error.js';
import type { ServiceJobs } from './service-jobs.js';

/** Between signs of life on a connection on which nothing happens. */
const beatMs = 15_000;

export function acceptJob(service: ServiceContext, c: RequestContext): Promise<Response> {
  const jobs = jobsOf(service);
  const query = queryOf(jobQuery, new URL(c.req.url));
  const options = Object.fromEntries(Object.entries(query).map(([name, value]) => [name, String(value)]));
  return admitted(service, c, async (work) => {
    const parts = await requestParts(c.req.raw, work, service.limits.jobBytes, []);
    c.get('counted').bytes = parts.document.length;
    const job = await jobs.accept(parts, c.get('owner'), options);
    return jsonAnswer(toldOf(job), 202, { location: `/v1/jobs/${job.id}` });
  });
}

export async function listJobs(service: ServiceContext, c: RequestContext): Promise<Response> {
  const jobs = await jobsOf(service).jobs(c.get('owner'));
  return jsonAnswer({ jobs: jobs.map(toldOf) });
}

export async function showJob(service: ServiceContext, c: RequestContext): Promise<Response> {
  return jsonAnswer(toldOf(await jobOf(service, c)));
}

export async function removeJob(service: ServiceContext, c: RequestContext): Promise<Response> {
  await jobsOf(service).remove(await jobOf(service, c));
  return new Response(null, { status: 204 });
}

/** Server-sent events: the job as it stands, again at each change, until it has ended. Who is slow misses some. */
export async function watchJob(service: ServiceContext, c: RequestContext): Promise<Response> {
  const job = await jobOf(service, c);
  const gone = new AbortController();
  const signal = AbortSignal.any([c.req.raw.signal, gone.signal]);
  const changes = jobsOf(service).changes(job, signal)[Symbol.asyncIterator]();
  let next: ReturnType<typeof changes.next> | undefined;
  const stream = new ReadableStream<Uint8Array>({
    async pull(to) {
      next ??= changes.next();
      const change = await withBeat(next);
      if (change === 'beat') return to.enqueue(encoded(': still there\n\n'));
      next = undefined;
      if (change.done) to.close();
      else to.enqueue(encoded(`event: job\ndata: ${JSON.stringify(toldOf(change.value))}\n\n`));
    },
    cancel: () => gone.abort(),
  });
  return new Response(stream, { headers: { 'content-type': 'text/event-stream', 'cache-control': 'no-store' } });
}

export async function jobResult(service: ServiceContext, c: RequestContext): Promise<Response> {
  const query = queryOf(jobResultQuery, new URL(c.req.url));
  const format = query.format ?? acceptedFormat(c.req.header('accept'), jobFormats);
  const job = await jobOf(service, c);
  const { page } = query;
  if (format !== 'json' && page === undefined && job.state !== 'finished') {
    throw new ServiceError(
      'service/request',
      'the job is not finished; ask for one page by page=N, or for JSON, which says what is missing',
    );
  }
  if (isSingle(format)) {
    if (page === undefined) checkPages(format, job.pages);
    checkRead(job, page ?? 1);
    return bodyAnswer(format, await writtenPages(format, [await pageOf(service, job, page ?? 1)]));
  }
  if (page !== undefined) checkRead(job, page);
  const unread = page === undefined && job.unread.size > 0 ? { [unreadHeader]: rangesOf(job.unread.keys()) } : {};
  const headers = { 'content-type': mediaTypes[format], 'cache-control': 'no-store', ...unread };
  return new Response(streamOf(partsOf(format, service, job, page)), { headers });
}

/** @throws ServiceError where a page has no result */
function checkRead(job: Job, page: number): void {
  if (job.results.has(page)) return;
  const why = job.unread.get(page) ?? (page > job.pages ? `the document has ${job.pages} pages` : 'it is not read yet');
  throw new ServiceError('service/not-found', `page ${page} has no result: ${withoutFolders(why)}`);
}

/** @param page that is asked for alone */
function partsOf(
  format: 'json' | 'txt' | 'tsv',
  service: ServiceContext,
  job: Job,
  page: number | undefined,
): AsyncGenerator<string> {
  const all = page === undefined ? Array.from({ length: job.pages }, (_, index) => index + 1) : [page];
  if (format === 'txt') return textParts(service, job, all);
  const read = all.filter((number) => job.results.has(number));
  return format === 'json' ? jsonParts(service, job, read) : tableParts(service, job, read);
}

/** `3, 17-20` */
function rangesOf(pages: Iterable<number>): string {
  const ranges: { readonly first: number; last: number }[] = [];
  for (const page of [...pages].sort((a, b) => a - b)) {
    const before = ranges.at(-1);
    if (before?.last === page - 1) before.last = page;
    else ranges.push({ first: page, last: page });
  }
  return ranges.map(({ first, last }) => (first === last ? `${first}` : `${first}-${last}`)).join(', ');
}

async function textOf(service: ServiceContext, { results }: Job, number: number): Promise<string> {
  return jobsOf(service).result(results.get(number) ?? '');
}

/** Of one page at a time: a book's pages together may be larger than memory. */
async function* jsonParts(service: ServiceContext, job: Job, numbers: readonly number[]): AsyncGenerator<string> {
  yield `{"document":${JSON.stringify(job.name)},"pages":[`;
  for (const [n, number] of numbers.entries()) yield `${n > 0 ? ',' : ''}${await textOf(service, job, number)}`;
  yield `],"unread":${JSON.stringify(unreadOf(job))}}`;
}

/** Each at its page's place: of a page that could not be read an empty text. */
async function* textParts(service: ServiceContext, job: Job, numbers: readonly number[]): AsyncGenerator<string> {
  for (const [n, number] of numbers.entries()) {
    const pages = job.results.has(number) ? [await pageOf(service, job, number)] : [];
    yield `${n > 0 ? '\f' : ''}${await writtenPages('txt', pages)}`;
  }
}

async function* tableParts(service: ServiceContext, job: Job, numbers: readonly number[]): AsyncGenerator<string> {
  for (const [n, number] of numbers.entries()) {
    const written = await writtenPages('tsv', [await pageOf(service, job, number)]);
    // The head of the table stands once.
    yield n > 0 ? written.slice(written.indexOf('\n') + 1) : written;
  }
}

async function pageOf(service: ServiceContext, job: Job, number: number) {
  return readPageJson(JSON.stringify(JSON.parse(await textOf(service, job, number)).page));
}

function streamOf(parts: AsyncGenerator<string>): ReadableStream<Uint8Array> {
  return new ReadableStream({
    async pull(to) {
      const { done, value } = await parts.next();
      if (done) to.close();
      else to.enqueue(encoded(value));
    },
    cancel: () => void parts.return(undefined),
  });
}

function jobsOf({ jobs }: ServiceContext): ServiceJobs {
  if (!jobs) throw new ServiceError('service/not-found', 'this service takes no jobs; who runs it gives them a folder');
  return jobs;
}

function jobOf(service: ServiceContext, c: RequestContext): Promise<Job> {
  return jobsOf(service).job(c.req.param('id') ?? '', c.get('owner'));
}

function toldOf(job: Job) {
  const { id, name, state, pages, accepted, changed, results, trouble } = job;
  const about = { id, name, state, pages, done: results.size, accepted, changed, unread: unreadOf(job) };
  return trouble === undefined ? about : { ...about, trouble: withoutFolders(trouble) };
}

function unreadOf({ unread }: Job) {
  return Array.from(unread, ([page, reason]) => ({ page, reason: withoutFolders(reason) }));
}

async function withBeat<T>(next: Promise<T>): Promise<T | 'beat'> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const beat = new Promise<'beat'>((resolve) => {
    timer = setTimeout(resolve, beatMs, 'beat');
  });
  try {
    return await Promise.race([next, beat]);
  } finally {
    clearTimeout(timer);
  }
}

function encoded(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
