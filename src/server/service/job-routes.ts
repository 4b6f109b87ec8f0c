/** POST and GET /v1/jobs, and of a job its state, its progress as events, its results, and its end. */
import { readPageJson } from '../../formats/index.js';
import type { Job } from '../../jobs/index.js';
import { bodyAnswer, jsonAnswer, writtenPages } from './answers.js';
import { queryOf } from './api-schemas.js';
import { admitted, type RequestContext, type ServiceContext } from './context.js';
import { jobFormats, jobQuery, jobResultQuery } from './job-schemas.js';
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
  const numbers = resultPages(job, query.page);
  if (format !== 'json' && query.page === undefined && job.state !== 'finished') {
    throw new ServiceError(
      'service/request',
      'the job is not finished; ask for one page by page=N, or for JSON, which says what is missing',
    );
  }
  if (isSingle(format)) {
    const pages = await Promise.all(
      numbers.slice(0, 2).map(async (number) => pageOf(await textOf(service, job, number))),
    );
    return bodyAnswer(format, await writtenPages(format, pages));
  }
  const parts = format === 'json' ? jsonParts(service, job, numbers) : textParts(service, job, numbers, format);
  const headers = { 'content-type': mediaTypes[format], 'cache-control': 'no-store' };
  return new Response(streamOf(parts), { headers });
}

function resultPages(job: Job, page: number | undefined): readonly number[] {
  if (page === undefined) return [...job.results.keys()].sort((a, b) => a - b);
  if (job.results.has(page)) return [page];
  const why = job.unread.get(page) ?? (page > job.pages ? `the document has ${job.pages} pages` : 'it is not read yet');
  throw new ServiceError('service/not-found', `page ${page} has no result: ${why}`);
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

async function* textParts(
  service: ServiceContext,
  job: Job,
  numbers: readonly number[],
  format: 'txt' | 'tsv',
): AsyncGenerator<string> {
  for (const [n, number] of numbers.entries()) {
    const written = await writtenPages(format, [pageOf(await textOf(service, job, number))]);
    if (format === 'txt') yield `${n > 0 ? '\f' : ''}${written}`;
    // The head of the table stands once.
    else yield n > 0 ? written.slice(written.indexOf('\n') + 1) : written;
  }
}

function pageOf(result: string) {
  return readPageJson(JSON.stringify(JSON.parse(result).page));
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
  const { id, name, state, pages, accepted, changed, results } = job;
  return { id, name, state, pages, done: results.size, accepted, changed, unread: unreadOf(job) };
}

function unreadOf({ unread }: Job) {
  return Array.from(unread, ([page, reason]) => ({ page, reason }));
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
