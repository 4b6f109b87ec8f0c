/** One shape for all that goes wrong: problem details (RFC 9457) with the library's code, and nothing of this machine. */
import { DuctusError } from '../../error.js';
import type { ErrorCode } from '../../error-codes.js';
import { withoutFolders } from '../without-folders.js';
import { ServiceError } from './service-error.js';

export interface Problem {
  /** Of the code in docs/errors.md. */
  readonly type: string;
  readonly title: string;
  readonly status: number;
  /** What is wrong, and what to do next. */
  readonly detail: string;
  /** `fault` for what is none of the client's. */
  readonly code: ErrorCode | 'fault';
  /** Of the request, as the log has it. */
  readonly request: string;
}

const titles: Readonly<Record<number, string>> = {
  400: 'Bad request',
  401: 'A token is needed',
  403: 'Forbidden',
  404: 'Not found',
  405: 'Method not allowed',
  406: 'Not acceptable',
  413: 'Too large',
  415: 'Unsupported type',
  422: 'Can’t be read',
  429: 'Too many requests',
  500: 'Fault of the service',
  501: 'Not installed',
  503: 'Not available now',
};

/** What is the client's to mend. What the library says of files of the service itself is not. */
const statusOfCode: Partial<Readonly<Record<ErrorCode, number>>> = {
  'image/format': 415,
  'pdf/unreadable': 422,
  'pdf/encrypted': 422,
  'xml/damaged': 422,
  'xml/other': 422,
  'data/wrong': 422,
  'package/missing': 501,
};

export interface ProblemAnswer {
  readonly problem: Problem;
  readonly headers: Readonly<Record<string, string>>;
}

/** @param request its id */
export function problemOf(error: unknown, request: string): ProblemAnswer {
  if (error instanceof ServiceError) return answer(error.status, error.code, error.message, request, error.headers);
  if (error instanceof DuctusError) {
    const status = statusOf(error);
    if (status !== undefined) return answer(status, error.code, withoutFolders(error.message), request);
  }
  return answer(500, 'fault', 'The service failed at this request; its log says more under the request’s id.', request);
}

/** A damaged image is of a format that is read. */
function statusOf({ code, name }: DuctusError): number | undefined {
  return code === 'image/format' && name !== 'ImageFormatError' ? 422 : statusOfCode[code];
}

function answer(
  status: number,
  code: Problem['code'],
  message: string,
  request: string,
  headers: Readonly<Record<string, string>> = {},
): ProblemAnswer {
  const title = titles[status] ?? 'Problem';
  const problem = { type: `urn:ductus:${code}`, title, status, detail: message, code, request };
  return { problem, headers };
}

export function problemResponse({ problem, headers }: ProblemAnswer): Response {
  const type = { 'content-type': 'application/problem+json', 'cache-control': 'no-store' };
  return new Response(JSON.stringify(problem), { status: problem.status, headers: { ...type, ...headers } });
}
