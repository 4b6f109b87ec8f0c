/** The server that a queue is on: looked at before anything is begun, so that what is wrong with it is said at once. */
import { setTimeout as passed } from 'node:timers/promises';
import type { BackendFactory, IQueueBackend, JobProgress, Queue, Worker } from 'bullmq';
import { QueueError } from './queue-error.js';
import { queueVersion } from './reading-job.js';

export type ServerKind = 'redis' | 'postgres';

/** Of queues in a database or a server's keys. */
const queueName = 'ductus';
/** In what BullMQ keeps of a queue itself. */
const versionField = 'ductus';
/** What opens a connection may take. */
const connectMs = 5000;
/** Between looks at a server that is starting, and for how long. */
const startingMs = 500;
const mostStartingMs = 60_000;

export type ServerQueueHandle = Queue<unknown, unknown, string, unknown, unknown, string, IQueueBackend, unknown>;
export type ServerWorker = Worker<unknown, unknown, string, IQueueBackend, JobProgress, unknown>;
export type Library = typeof import('bullmq');

/** What is needed to open more of the same. */
export interface ServerConnection {
  readonly kind: ServerKind;
  /** Without a password. */
  readonly address: string;
  readonly name: string;
  readonly library: Library;
  readonly connection: unknown;
  readonly backend: BackendFactory<IQueueBackend, unknown>;
}

export function serverKind(address: string): ServerKind | undefined {
  if (/^rediss?:\/\//.test(address)) return 'redis';
  return /^postgres(?:ql)?:\/\//.test(address) ? 'postgres' : undefined;
}

/** An address as it may be shown. */
export function withoutPassword(address: string): string {
  try {
    const url = new URL(address);
    url.password = '';
    url.username = '';
    return url.href;
  } catch {
    return address.replace(/\/\/[^@/]*@/, '//');
  }
}

/** @throws QueueError where packages are missing, or the server can't be used */
export async function connectServer(address: string, kind: ServerKind): Promise<ServerConnection> {
  const shown = withoutPassword(address);
  const library = await packaged(() => import('bullmq'), kind);
  try {
    await onceStarted(() => (kind === 'redis' ? probeRedis(address) : probePostgres(address)));
  } catch (error) {
    throw error instanceof QueueError ? error : refusal(shown, error);
  }
  // Commands wait for a server that is away for a while.
  const connection =
    kind === 'redis'
      ? { url: address, maxRetriesPerRequest: null }
      : { connectionString: address, migrate: true, connectionTimeoutMillis: connectMs };
  const backend = (kind === 'redis' ? library.createRedisBackend : library.createPostgresBackend) as BackendFactory<
    IQueueBackend,
    unknown
  >;
  return { kind, address: shown, name: queueName, library, connection, backend };
}

/**
 * Says that a queue is of this version, or finds that it is of another.
 * @throws QueueError
 */
export async function checkVersion(queue: ServerQueueHandle, address: string): Promise<void> {
  const version = await queue.backend.getQueueMetaField(versionField);
  if (version === null) {
    await queue.backend.setQueueMeta({ [versionField]: queueVersion });
    return;
  }
  if (version === String(queueVersion)) return;
  throw new QueueError(
    `${address}: the queue is of version ${version}, and this ductus has queues of version ${queueVersion}; let the ductus that made it empty it, or give another database`,
    { code: 'queue/version' },
  );
}

const packages: Readonly<Record<ServerKind, string>> = { redis: 'bullmq ioredis', postgres: 'bullmq pg' };

async function packaged<T>(load: () => Promise<T>, kind: ServerKind): Promise<T> {
  try {
    return await load();
  } catch (cause) {
    if (!(cause instanceof Error && 'code' in cause && cause.code === 'ERR_MODULE_NOT_FOUND')) throw cause;
    throw new QueueError(
      `a queue on ${kind === 'redis' ? 'Redis' : 'PostgreSQL'} needs packages that are not there: npm install ${packages[kind]}`,
      { code: 'package/missing', details: { value: packages[kind] }, cause },
    );
  }
}

/** A server that reads its journal after a crash refuses for a while. */
async function onceStarted(probe: () => Promise<void>): Promise<void> {
  for (let waited = 0; ; waited += startingMs) {
    try {
      return await probe();
    } catch (error) {
      const isStarting = wordsOf(error).startsWith('LOADING ') || codeOf(error) === '57P03';
      if (!isStarting || waited >= mostStartingMs) throw error;
    }
    await passed(startingMs);
  }
}

async function probeRedis(address: string): Promise<void> {
  const { Redis } = await packaged(() => import('ioredis'), 'redis');
  const client = new Redis(address, {
    lazyConnect: true,
    retryStrategy: () => null,
    connectTimeout: connectMs,
    maxRetriesPerRequest: 0,
  });
  // What it says besides is what the command that fails says.
  let first: unknown;
  client.on('error', (error) => {
    first ??= error;
  });
  try {
    await client.connect();
    await client.ping();
  } catch (error) {
    throw first ?? error;
  } finally {
    client.disconnect();
  }
}

async function probePostgres(address: string): Promise<void> {
  const { default: pg } = await packaged(() => import('pg'), 'postgres');
  const client = new pg.Client({ connectionString: address, connectionTimeoutMillis: connectMs });
  client.on('error', () => undefined);
  try {
    await client.connect();
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** Why a server can't be used. @param address without a password */
export function refusal(address: string, cause: unknown): QueueError {
  const text = wordsOf(cause);
  const code = codeOf(cause);
  if (/WRONGPASS|NOAUTH|NOPERM/.test(text) || code.startsWith('28')) {
    return new QueueError(
      `${address}: the server refuses the name or password; they stand in the address (scheme://NAME:PASSWORD@HOST), which may be given as DUCTUS_QUEUE in the environment`,
      { code: 'queue/refused', cause },
    );
  }
  return new QueueError(`${address}: the server can't be reached or used: ${text}`, {
    code: 'queue/unreachable',
    cause,
  });
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}

function wordsOf(error: unknown): string {
  if (error instanceof AggregateError && error.message === '') return error.errors.map(wordsOf).join('; ');
  return error instanceof Error ? error.message : String(error);
}
