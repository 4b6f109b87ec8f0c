/** What all routes of the service work with. */
import { setMaxListeners } from 'node:events';
import type { Context } from 'hono';
import { DuctusError } from '../../error.js';
import type { Admission, Place } from './admission.js';
import type { ServiceLimits } from './limits.js';
import type { Metrics } from './metrics.js';
import type { QueueWatch } from './queue-watch.js';
import type { ReadingService } from './reading-service.js';
import { ServiceError } from './service-error.js';
import type { ServiceJobs } from './service-jobs.js';

/** Of each request. */
export interface RequestState {
  readonly Bindings: {
    /** The address that it came from, where there is one. */
    readonly client?: string | undefined;
  };
  readonly Variables: {
    readonly id: string;
    /** Whose places in the queue it takes: its token's name, or the address. */
    readonly client: string;
    /** Whose jobs it sees: the name of its token; empty where there are none. */
    readonly owner: string;
    /** What is counted of it. */
    readonly counted: RequestCounts;
  };
}

export interface RequestCounts {
  bytes: number;
  pages: number;
  lines: number;
  /** What went wrong that is none of the client's. */
  fault?: unknown;
}

export type RequestContext = Context<RequestState>;

export interface ServiceContext {
  readonly reading: ReadingService;
  /** Where there is a folder for them. */
  readonly jobs: ServiceJobs | undefined;
  /** That of other machines, where there is one. */
  readonly queue: QueueWatch | undefined;
  readonly limits: ServiceLimits;
  readonly admission: Admission;
  readonly metrics: Metrics;
}

export interface AdmittedWork {
  readonly place: Place;
  /** Aborted when the client is gone, or the time is over. */
  readonly signal: AbortSignal;
}

/**
 * Does the work of a request that takes a place.
 * @throws ServiceError when there is no place, or the time is over
 */
export async function admitted<T>(
  { admission, limits }: ServiceContext,
  c: RequestContext,
  work: (admitted: AdmittedWork) => Promise<T>,
): Promise<T> {
  const place = admission.enter(c.get('client'));
  const time = AbortSignal.timeout(1000 * limits.seconds);
  const signal = AbortSignal.any([c.req.raw.signal, time]);
  // Each line of a page listens to it.
  setMaxListeners(0, signal);
  try {
    return await work({ place, signal });
  } catch (error) {
    if (!time.aborted || error instanceof DuctusError) throw error;
    throw new ServiceError(
      'service/time',
      `the request took longer than ${limits.seconds} s; send long documents as jobs`,
    );
  } finally {
    place.release();
  }
}
