/**
 * A server for this computer alone: it gives the app's files, what it has routes for, and nothing to nobody else. Pages of other
 * sites can't ask it by a name of their own that leads here (DNS rebinding), since it answers to `localhost` only.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { pipeline } from 'node:stream/promises';
import { headersOf } from './headers.js';
import { fileOf, type Places, pathOf, type ServedFile } from './served-file.js';

export interface SiteOptions extends Places {
  /** What is said with a file. */
  readonly headers?: (path: string) => Readonly<Record<string, string>>;
  /** What answers instead of a file. */
  readonly routeOf?: (method: string, path: string) => Route | undefined;
  /** Which of the folder's files are given. Default: all. */
  readonly gives?: (path: string) => boolean;
}

/** Asked by this server's name; who asks beyond that, the route has to look at itself. */
export type Route = (request: IncomingMessage, response: ServerResponse) => void | Promise<void>;

/** Not listening yet. */
export function createSite(options: SiteOptions): Server {
  return createServer((request, response) => {
    answer(options, request, response).catch(() => response.destroy());
  });
}

async function answer(options: SiteOptions, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { method = '', url = '/', headers, socket } = request;
  const home = `localhost:${socket.localPort}`;
  if (headers.host !== home) return refuseHost(response, headers.host, home, url, socket);
  const path = pathOf(url, options.home);
  const route = path === undefined ? undefined : options.routeOf?.(method, path);
  if (route) return route(request, response);
  if (method !== 'GET' && method !== 'HEAD')
    return refuse(response, 405, 'only files are given', { allow: 'GET, HEAD' });
  const isGiven = path !== undefined && (options.gives?.(path) ?? true);
  const file = isGiven ? await fileOf(options, path, headers['accept-encoding']) : undefined;
  if (path === undefined || !file) return refuse(response, 404, 'there is no such file');
  try {
    await give(file, { ...(options.headers ?? headersOf)(path), vary: 'accept-encoding' }, request, response);
  } finally {
    await file.handle.close();
  }
}

/** Documents are kept by address: by the computer's number they would seem to be gone, so it leads to its name. */
function refuseHost(
  response: ServerResponse,
  host: string | undefined,
  home: string,
  url: string,
  { localPort }: Socket,
): void {
  if (host === `127.0.0.1:${localPort}`) refuse(response, 308, home, { location: `http://${home}${url}` });
  else refuse(response, 403, `this server is http://${home} and answers to no other name`);
}

async function give(
  { handle, size, tag, encoding }: ServedFile,
  headers: Readonly<Record<string, string>>,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const all = { ...headers, etag: tag, ...(encoding ? { 'content-encoding': encoding } : {}) };
  for (const [name, value] of Object.entries(all)) response.setHeader(name, value);
  const known = request.headers['if-none-match'] === tag;
  response.statusCode = known ? 304 : 200;
  if (!known) response.setHeader('content-length', size);
  if (known || request.method === 'HEAD') response.end();
  else await pipeline(handle.createReadStream({ autoClose: false }), response);
}

/** Says no in words. */
export function refuse(
  response: ServerResponse,
  status: number,
  reason: string,
  headers: Readonly<Record<string, string>> = {},
): void {
  const type = { 'content-type': 'text/plain; charset=utf-8', 'x-content-type-options': 'nosniff' };
  response.writeHead(status, { ...type, ...headers }).end(`${reason}\n`);
}

/**
 * Listens on this computer's own interface, which no other computer reaches.
 * @param port 0: any that is free
 * @returns the port
 * @throws NodeJS.ErrnoException with the code EADDRINUSE where another program has it
 */
export function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject);
      resolve((server.address() as AddressInfo).port);
    });
  });
}

/** Ends at once, also what browsers keep open for later. */
export function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
