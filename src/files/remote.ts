/**
 * Fetching what a person named by its address, and what that names in turn: with limits of size, time, redirects and
 * tries, and never from inside the reader's own network (addresses.ts). A server that asks to wait is waited for.
 */
import { type IncomingMessage, type RequestOptions, request as requestPlain } from 'node:http';
import { request as requestSecure } from 'node:https';
import { setTimeout as pause } from 'node:timers/promises';
import { version } from '../version.js';
import { checkAddress, hostOf, publicLookup, RemoteError } from './addresses.js';

export interface RemoteOptions {
  /** The host that a person named: it alone may be in a private network. */
  readonly ownHost: string;
  /** Of a larger answer nothing is taken. */
  readonly mostBytes: number;
  /** For each try, from the request to the last byte. Default: 120,000 */
  readonly timeoutMs?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

const usualTimeoutMs = 120_000;
const mostRedirects = 5;
/** Of one address, where the server is busy or a connection breaks. */
const mostTries = 4;
/** A server that asks for a longer wait is left. */
const longestWaitMs = 300_000;
const firstWaitMs = 1000;

/** The host of an address that a person named. @throws RemoteError when it is no address of the web */
export function namedHost(address: string): string {
  const url = urlOf(address);
  const host = hostOf(url);
  checkAddress(url, host);
  return host;
}

/** Whether an argument is an address and no path. */
export function isAddress(argument: string): boolean {
  return /^(?:https?|file|ftp):/i.test(argument);
}

/**
 * The bytes at an address.
 * @throws RemoteError when they can't be had, or may not be asked for; the signal's reason
 */
export async function fetchBytes(address: string, options: RemoteOptions): Promise<Uint8Array> {
  for (let tries = 1; ; tries++) {
    options.signal?.throwIfAborted();
    const answer = await oneTry(address, options);
    if ('bytes' in answer) return answer.bytes;
    const waitMs = answer.waitMs ?? firstWaitMs * 2 ** (tries - 1);
    if (!answer.isPassing || tries === mostTries || waitMs > longestWaitMs) throw answer.error;
    await pause(waitMs, undefined, options.signal ? { signal: options.signal } : {}).catch((error: unknown) => {
      throw options.signal?.aborted ? options.signal.reason : error;
    });
  }
}

/** What came of a try. */
type Answer =
  | { readonly bytes: Uint8Array }
  | {
      readonly error: RemoteError;
      /** Whether it may come out differently the next time. */
      readonly isPassing: boolean;
      /** What the server asks for. */
      readonly waitMs?: number | undefined;
    };

async function oneTry(address: string, options: RemoteOptions): Promise<Answer> {
  let url = urlOf(address);
  try {
    for (let redirects = 0; redirects <= mostRedirects; redirects++) {
      checkAddress(url, options.ownHost);
      const response = await get(url, options);
      const next = redirectOf(response, url);
      if (next === undefined) return await answerOf(response, address, options);
      response.destroy();
      url = next;
    }
    return { error: unreachable(address, `more than ${mostRedirects} redirects`), isPassing: false };
  } catch (error) {
    if (options.signal?.aborted) throw options.signal.reason;
    if (error instanceof RemoteError) throw error;
    return { error: unreachable(address, reasonOf(error), error), isPassing: true };
  }
}

function get(url: URL, { ownHost, timeoutMs = usualTimeoutMs, signal }: RemoteOptions): Promise<IncomingMessage> {
  const timeout = AbortSignal.timeout(timeoutMs);
  const how: RequestOptions = {
    headers: { 'user-agent': `ductus/${version}`, 'accept-encoding': 'identity' },
    signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
    ...(hostOf(url) === ownHost ? {} : { lookup: publicLookup }),
  };
  return new Promise((resolve, reject) => {
    const request = url.protocol === 'https:' ? requestSecure(url, how, resolve) : requestPlain(url, how, resolve);
    request.on('error', reject);
    request.end();
  });
}

function redirectOf({ statusCode = 0, headers: { location } }: IncomingMessage, from: URL): URL | undefined {
  if (![301, 302, 303, 307, 308].includes(statusCode) || location === undefined) return undefined;
  return URL.canParse(location, from.href) ? new URL(location, from) : undefined;
}

async function answerOf(response: IncomingMessage, address: string, { mostBytes }: RemoteOptions): Promise<Answer> {
  const { statusCode = 0, statusMessage = '', headers } = response;
  if (statusCode !== 200) {
    response.destroy();
    const error = unreachable(address, `the server answers ${statusCode} ${statusMessage}`.trimEnd());
    const isPassing = statusCode === 429 || statusCode >= 500;
    return { error, isPassing, waitMs: isPassing ? waitOf(headers['retry-after']) : undefined };
  }
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of response as AsyncIterable<Uint8Array>) {
    length += chunk.length;
    // Leaving the loop closes the connection.
    if (length > mostBytes) {
      throw new RemoteError(`${address}: larger than ${Math.round(mostBytes / 1e6)} MB`, {
        code: 'file/too-large',
        details: { value: address },
      });
    }
    chunks.push(chunk);
  }
  return { bytes: Buffer.concat(chunks) };
}

/** Seconds, or a date (RFC 9110, 10.2.3). */
function waitOf(header: string | undefined): number | undefined {
  if (header === undefined) return undefined;
  const ms = /^\d+$/.test(header.trim()) ? 1000 * Number(header) : Date.parse(header) - Date.now();
  return Number.isNaN(ms) ? undefined : Math.max(0, ms);
}

function urlOf(address: string): URL {
  if (!URL.canParse(address)) throw unreachable(address, 'is no address');
  return new URL(address);
}

function unreachable(address: string, why: string, cause?: unknown): RemoteError {
  return new RemoteError(`${address}: ${why}`, { details: { value: address }, cause });
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.name === 'AbortError' || error.name === 'TimeoutError') return 'the server takes too long to answer';
  // Of several addresses of a host each has its own error, and the whole no message.
  const first = error instanceof AggregateError ? error.errors[0] : error;
  return `it can't be fetched: ${first instanceof Error ? first.message : error.message}`;
}
