/** A static server of a folder, with a strict content security policy, which it hears the violations of, or without one. */
import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join } from 'node:path';

const policy = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "worker-src 'self'",
  "connect-src 'self'",
  'report-uri /violations',
].join('; ');

const isolation = {
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-embedder-policy': 'require-corp',
};

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.mjs': 'text/javascript',
  '.wasm': 'application/wasm',
};

export interface WebServer {
  readonly origin: string;
  /** What the policy forbade, and what was not there. */
  readonly complaints: readonly string[];
  close(): void;
}

/**
 * @param isolated from other origins, so that threads may share memory
 * @param hasPolicy whether it sends the policy, which forbids Playwright's `evaluate` too
 */
export async function serveFolder(folder: string, { isolated = true, hasPolicy = true } = {}): Promise<WebServer> {
  const complaints: string[] = [];
  const headers = { ...(hasPolicy ? { 'content-security-policy': policy } : {}), ...(isolated ? isolation : {}) };
  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    if (pathname === '/favicon.ico') return response.writeHead(204).end();
    if (pathname === '/violations') {
      for await (const part of request) complaints.push(String(part));
      return response.writeHead(204).end();
    }
    try {
      const body = await readFile(join(folder, decodeURIComponent(pathname)));
      const type = types[extname(pathname)] ?? 'application/octet-stream';
      return response.writeHead(200, { ...headers, 'content-type': type }).end(body);
    } catch {
      complaints.push(`${pathname} is not there`);
      return response.writeHead(404, headers).end();
    }
  });
  await listening(server);
  const { port } = server.address() as AddressInfo;
  return { origin: `http://localhost:${port}`, complaints, close: () => server.close() };
}

function listening(server: Server): Promise<void> {
  return new Promise((resolve) => server.listen(0, 'localhost', resolve));
}
