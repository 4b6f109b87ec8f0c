/** The service as one function from a request to its answer: who may ask, what is asked, what is counted and said of it. */
import { randomUUID } from 'node:crypto';
import { Hono, type MiddlewareHandler } from 'hono';
import { FolderQueue, JobFiles } from '../../jobs/index.js';
import { Admission } from './admission.js';
import { apiDocument } from './api-document.js';
import { apiPage, apiPagePolicy } from './api-page.js';
import { appFile } from './app-files.js';
import type { RequestContext, RequestState, ServiceContext } from './context.js';
import { Guard, localHosts } from './guard.js';
import { acceptJob, jobResult, listJobs, removeJob, showJob, watchJob } from './job-routes.js';
import { jobRoutes } from './job-routes-document.js';
import { type ServiceLimits, usualLimits } from './limits.js';
import { Metrics } from './metrics.js';
import { problemOf, problemResponse } from './problem.js';
import { queueRoutes } from './queue-route-document.js';
import { showQueue, showQueuePage } from './queue-routes.js';
import { QueueWatch } from './queue-watch.js';
import { align, models, recognize, segment } from './reading-routes.js';
import type { AnsweredEvent, AppOptions, ServiceApp } from './service-app.js';
import { ServiceError } from './service-error.js';
import { ServiceJobs } from './service-jobs.js';

/** Said with every answer: nothing is guessed, framed, or told to other sites. */
const safeHeaders = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-resource-policy': 'same-origin',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
};

/** What everybody may ask who reaches the service: nothing of it says what is read. */
const openPaths = new Set(['/healthz', '/readyz', '/openapi.json', '/api']);

/** The page of the queue: like the interface, and unlike the app's files, it is for those who have a token. */
const queuePath = '/queue';

/** @throws JobsError for the folder of jobs; QueueError for a queue that there is not; the system's error */
export async function appOf(options: AppOptions): Promise<ServiceApp> {
  const { reading, tokens = [], hosts = localHosts } = options;
  const limits = { ...usualLimits, ...options.limits };
  const jobs = options.jobs === undefined ? undefined : await openJobs(options.jobs, options, limits);
  const queue = options.queue === undefined ? undefined : await QueueWatch.begin(options.queue);
  const admission = new Admission(limits);
  const service: ServiceContext = { reading, jobs, queue, limits, admission, metrics: new Metrics() };
  const guard = new Guard({ hosts, tokens });
  const app = new Hono<RequestState>();
  app.use(watched(service, options.log));
  app.use(guarded(guard, options.folder !== undefined));
  app.onError((error, c) => failed(error, c));
  addWatching(app, service);
  app.post('/v1/recognize', (c) => recognize(service, c));
  app.post('/v1/segment', (c) => segment(service, c));
  app.post('/v1/align', (c) => align(service, c));
  app.get('/v1/models', () => models(service));
  addJobs(app, service);
  app.get('/v1/queue', () => showQueue(service));
  if (queue) app.get(queuePath, (c) => showQueuePage(service, c));
  for (const [path, allow] of Object.entries(methodsOf)) {
    const refused = () => new ServiceError('service/method', `it is asked for by ${allow}; /api says how`, { allow });
    app.all(path, () => Promise.reject(refused()));
  }
  app.notFound(async (c) => (await appFile(options.folder, c.req.raw)) ?? notFound(c));
  let closed: Promise<void> | undefined;
  return {
    fetch: async (request, client) => app.fetch(request, { client }),
    close: () => {
      closed ??= Promise.all([admission.close(), jobs?.close(), queue?.close()]).then(() => undefined);
      return closed;
    },
  };
}

/** How what the interface has is asked for. */
const methodsOf = {
  '/v1/recognize': 'POST',
  '/v1/segment': 'POST',
  '/v1/align': 'POST',
  '/v1/models': 'GET, HEAD',
  '/v1/jobs': 'GET, HEAD, POST',
  '/v1/jobs/:id': 'GET, HEAD, DELETE',
  '/v1/jobs/:id/events': 'GET, HEAD',
  '/v1/jobs/:id/result': 'GET, HEAD',
  '/v1/queue': 'GET, HEAD',
};

async function openJobs(
  folder: string,
  { reading, keepHours }: AppOptions,
  limits: ServiceLimits,
): Promise<ServiceJobs> {
  const queue = await FolderQueue.open(folder);
  const jobs = new ServiceJobs({ queue, files: new JobFiles(folder), reading, limits, keepHours });
  await jobs.begin();
  return jobs;
}

function addJobs(app: Hono<RequestState>, service: ServiceContext): void {
  app.post('/v1/jobs', (c) => acceptJob(service, c));
  app.get('/v1/jobs', (c) => listJobs(service, c));
  app.get('/v1/jobs/:id', (c) => showJob(service, c));
  app.delete('/v1/jobs/:id', (c) => removeJob(service, c));
  app.get('/v1/jobs/:id/events', (c) => watchJob(service, c));
  app.get('/v1/jobs/:id/result', (c) => jobResult(service, c));
}

function notFound(c: RequestContext): Response {
  return failed(new ServiceError('service/not-found', 'there is nothing at this address; /api says what there is'), c);
}

function failed(error: unknown, c: RequestContext): Response {
  const problem = problemOf(error, c.get('id'));
  if (problem.problem.status === 500) c.get('counted').fault = error;
  return problemResponse(problem);
}

/** Counts and logs each request, and gives it its id. */
function watched({ metrics }: ServiceContext, log: AppOptions['log']): MiddlewareHandler<RequestState> {
  return async (c, next) => {
    const started = performance.now();
    const id = randomUUID();
    const counted = { bytes: 0, pages: 0, lines: 0 };
    c.set('id', id);
    c.set('counted', counted);
    c.set('client', c.env?.client ?? 'unknown');
    c.set('owner', '');
    await next();
    for (const [name, value] of Object.entries(safeHeaders))
      if (!c.res.headers.has(name)) c.res.headers.set(name, value);
    c.res.headers.set('x-request-id', id);
    const seconds = (performance.now() - started) / 1000;
    const route = routeOf(c);
    metrics.answered(route, methodOf(c.req.method), c.res.status, seconds);
    log?.(eventOf(c, route, seconds));
  };
}

/** The pattern that was met; addresses that are none of the interface's say nothing. */
function routeOf(c: RequestContext): string {
  const { path } = c.req;
  if (openPaths.has(path) || path === '/metrics' || path === queuePath) return path;
  if (!path.startsWith('/v1/')) return 'file';
  return c.req.matchedRoutes.findLast(({ path }) => path.startsWith('/v1/'))?.path ?? 'unknown';
}

const methods = new Set(['GET', 'POST', 'HEAD', 'DELETE', 'PUT', 'OPTIONS', 'PATCH']);

function methodOf(method: string): string {
  return methods.has(method) ? method : 'other';
}

function eventOf(c: RequestContext, route: string, seconds: number): AnsweredEvent {
  const { bytes, pages, lines, fault } = c.get('counted');
  return {
    ...{ kind: 'answered', id: c.get('id'), route, method: methodOf(c.req.method), status: c.res.status },
    ...{ milliseconds: Math.round(1000 * seconds), client: c.get('client'), bytes, pages, lines },
    gone: c.req.raw.signal.aborted,
    ...(fault === undefined ? {} : { fault }),
  };
}

function guarded(guard: Guard, servesApp: boolean): MiddlewareHandler<RequestState> {
  return async (c, next) => {
    const { path, raw } = c.req;
    const isApi = path.startsWith('/v1/') || path === '/metrics';
    guard.checkSite(raw, !isApi);
    const isOpen = openPaths.has(path) || (servesApp && !isApi && path !== queuePath);
    const name = isOpen ? undefined : guard.checkToken(raw, path === queuePath);
    if (name !== undefined) {
      c.set('client', name);
      c.set('owner', name);
    }
    await next();
  };
}

function addWatching(app: Hono<RequestState>, { admission, metrics, jobs, queue }: ServiceContext): void {
  const document = apiDocument([...(jobs ? jobRoutes : []), ...(queue ? queueRoutes : [])]);
  const page = apiPage(document);
  app.get('/healthz', (c) => c.text('ok\n'));
  app.get('/readyz', (c) => (admission.isFull ? c.text('full\n', 503, { 'retry-after': '2' }) : c.text('ready\n')));
  app.get('/metrics', async (c) => {
    const { requests, heldBytes } = admission;
    const text = metrics.text({
      requests,
      heldBytes,
      jobs: (await jobs?.unfinished()) ?? 0,
      ready: admission.isFull ? 0 : 1,
    });
    return c.body(text, 200, { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' });
  });
  app.get('/openapi.json', (c) => c.json(document));
  app.get('/api', (c) => c.html(page, 200, { 'content-security-policy': apiPagePolicy }));
}
