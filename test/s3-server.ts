/** A small store that speaks like S3, for tests: one bucket in memory, conditional writes, lists in pages, and faults on demand. */
import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { serving } from './documents.js';

interface Kept {
  readonly bytes: Buffer;
  readonly etag: string;
  readonly writer: string | undefined;
}

export interface S3Server {
  /** For `openStore`. */
  readonly address: string;
  readonly url: string;
  /** By key, those below the bucket. */
  readonly objects: Map<string, Kept>;
  /** Methods and paths, as they came. */
  readonly asked: string[];
  /** Answered with 503 before anything is done, or after it, as if the answer had been lost. */
  readonly faults: ('before' | 'after')[];
  /** Whether nothing more can be written. */
  isFull: boolean;
  close(): Promise<void>;
}

/** Objects of a page of a list. */
const pageSize = 3;

export async function s3Server(bucket = 'archive'): Promise<S3Server> {
  const objects = new Map<string, Kept>();
  const asked: string[] = [];
  const faults: ('before' | 'after')[] = [];
  const state = { isFull: false };
  const server = await serving(async (request, response) => {
    asked.push(`${request.method} ${request.url}`);
    const bytes = await bodyOf(request);
    const fault = faults.shift();
    if (fault === 'before') return fail(response, 503, 'SlowDown');
    const url = new URL(request.url ?? '/', 'http://localhost');
    const [, name, ...parts] = decodeURIComponent(url.pathname).split('/');
    if (!request.headers.authorization) return fail(response, 403, 'AccessDenied');
    if (name !== bucket) return fail(response, 404, 'NoSuchBucket');
    if (state.isFull && request.method === 'PUT') return fail(response, 507, 'InsufficientStorage');
    const lost = fault === 'after' ? silent(response) : response;
    const key = parts.join('/');
    if (request.method === 'GET' && key === '') list(objects, url.searchParams, lost);
    else answer(objects, key, request, bytes, lost);
    if (fault === 'after') fail(response, 503, 'SlowDown');
  });
  return Object.assign(state, {
    ...server,
    objects,
    asked,
    faults,
    address: `s3://${bucket}/pages?endpoint=${server.url}`,
  });
}

/** What a test gives for names and passwords; the server takes all. */
export const s3Environment = {
  AWS_ACCESS_KEY_ID: 'tester',
  AWS_SECRET_ACCESS_KEY: 'not-a-secret',
  AWS_EC2_METADATA_DISABLED: 'true',
};

function answer(
  objects: Map<string, Kept>,
  key: string,
  { method, headers }: IncomingMessage,
  bytes: Buffer,
  response: Pick<ServerResponse, 'writeHead' | 'end'>,
): void {
  const kept = objects.get(key);
  if (method === 'PUT' && kept && headers['if-none-match'] === '*') fail(response, 412, 'PreconditionFailed');
  else if (method === 'PUT') {
    const etag = `"${createHash('md5').update(bytes).digest('hex')}"`;
    objects.set(key, { bytes, etag, writer: headers['x-amz-meta-writer']?.toString() });
    response.writeHead(200, { etag });
    response.end();
  } else if (method === 'DELETE') {
    objects.delete(key);
    response.writeHead(204);
    response.end();
  } else if (!kept) {
    fail(response, 404, 'NoSuchKey');
  } else {
    const writer = kept.writer === undefined ? {} : { 'x-amz-meta-writer': kept.writer };
    response.writeHead(200, { etag: kept.etag, 'content-length': kept.bytes.length, ...writer });
    response.end(method === 'HEAD' ? undefined : kept.bytes);
  }
}

function list(
  objects: ReadonlyMap<string, Kept>,
  asked: URLSearchParams,
  response: Pick<ServerResponse, 'writeHead' | 'end'>,
): void {
  const after = asked.get('continuation-token') ?? '';
  const keys = [...objects.keys()].filter((key) => key.startsWith(asked.get('prefix') ?? '') && key > after).sort();
  const page = keys.slice(0, pageSize);
  const contents = page.map((key) => {
    const { bytes, etag } = objects.get(key) ?? { bytes: Buffer.of(), etag: '' };
    return `<Contents><Key>${escaped(key)}</Key><Size>${bytes.length}</Size><ETag>${escaped(etag)}</ETag></Contents>`;
  });
  const more =
    keys.length > pageSize ? `<NextContinuationToken>${escaped(page.at(-1) ?? '')}</NextContinuationToken>` : '';
  response.writeHead(200, { 'content-type': 'application/xml' });
  response.end(
    `<?xml version="1.0"?><ListBucketResult><IsTruncated>${more !== ''}</IsTruncated>${more}${contents.join('')}</ListBucketResult>`,
  );
}

function fail(response: Pick<ServerResponse, 'writeHead' | 'end'>, status: number, code: string): void {
  response.writeHead(status, { 'content-type': 'application/xml' });
  response.end(`<?xml version="1.0"?><Error><Code>${code}</Code><Message>${code} of a test</Message></Error>`);
}

/** Nothing of an answer reaches whoever asked. */
function silent(response: ServerResponse): Pick<ServerResponse, 'writeHead' | 'end'> {
  return { writeHead: () => response, end: () => response };
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
