/** A worker's numbers at a port, for Prometheus. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import { InvalidArgumentError } from 'commander';
import { UsageError } from './errors.js';

export interface MetricsAddress {
  readonly host: string;
  readonly port: number;
}

/** A parser for `PORT` and `HOST:PORT`. */
export function addressValue(text: string): MetricsAddress {
  const [, host = '127.0.0.1', digits = ''] = /^(?:(.+):)?(\d{1,5})$/.exec(text) ?? [];
  const port = Number(digits);
  if (digits !== '' && port <= 65_535) return { host, port };
  throw new InvalidArgumentError('It must be PORT or HOST:PORT.');
}

export interface MetricsSite {
  readonly address: string;
  close(): void;
}

/** @throws UsageError where it can't listen there */
export async function serveMetrics({ host, port }: MetricsAddress, text: () => Promise<string>): Promise<MetricsSite> {
  const server = createServer(async (request, response) => {
    if (request.method !== 'GET' || request.url !== '/metrics') return void response.writeHead(404).end();
    const body = await text();
    response.writeHead(200, { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' }).end(body);
  });
  server.unref();
  server.listen(port, host);
  await once(server, 'listening').catch((cause: unknown) => {
    const problem = cause instanceof Error ? cause.message : String(cause);
    throw new UsageError(`--metrics ${host}:${port}: nothing can be served there: ${problem}`, { cause });
  });
  const place = server.address();
  const actual = place !== null && typeof place === 'object' ? place.port : port;
  return { address: `http://${host}:${actual}/metrics`, close: () => server.close() };
}
