/** What a client is refused, with the status that says so in HTTP (RFC 9110) and what it may do next. */
import { DuctusError, type ErrorDetails } from '../../error.js';
import type { ErrorCode } from '../../error-codes.js';

const statuses = {
  'service/request': 422,
  'service/unauthorized': 401,
  'service/forbidden': 403,
  'service/not-found': 404,
  'service/method': 405,
  'service/accept': 406,
  'service/too-large': 413,
  'service/type': 415,
  'service/too-many': 429,
  'service/busy': 503,
  'service/time': 503,
  'service/stopping': 503,
  'service/queue': 503,
} as const satisfies Partial<Readonly<Record<ErrorCode, number>>>;

type ServiceCode = keyof typeof statuses;

/** Seconds after which a client may ask again; one that was refused for a busy moment is not sent away for long. */
const retryAfter: Partial<Readonly<Record<ServiceCode, number>>> = {
  'service/too-many': 2,
  'service/busy': 2,
  'service/time': 30,
  'service/stopping': 10,
  'service/queue': 5,
};

export class ServiceError extends DuctusError {
  override readonly name = 'ServiceError';
  readonly status: (typeof statuses)[ServiceCode];
  /** Of the answer, beside its content type. */
  readonly headers: Readonly<Record<string, string>>;

  /** @param code of the service's */
  constructor(
    code: ServiceCode,
    message: string,
    headers: Readonly<Record<string, string>> = {},
    details: ErrorDetails = {},
  ) {
    super(message, { code, details });
    this.status = statuses[code];
    const seconds = retryAfter[code];
    this.headers = { ...(seconds === undefined ? {} : { 'retry-after': String(seconds) }), ...headers };
  }
}
