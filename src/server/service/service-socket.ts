/** The service at a port: what a client may take its time for, and an end that leaves nobody without an answer. */
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as passed } from 'node:timers/promises';
import { getRequestListener } from '@hono/node-server';
import type { ServiceApp } from './service-app.js';

export interface SocketOptions {
  readonly app: ServiceApp;
  readonly host: string;
  /** 0: any that is free. */
  readonly port: number;
  /** What a request may take, as the app's limits have it. */
  readonly seconds: number;
}

export interface ListeningService {
  readonly port: number;
  /** Lets requests under way be answered, for so many seconds at most, and ends. */
  close(seconds?: number): Promise<void>;
}

/** Of headers: no client of ours has a tenth of it. */
const mostHeaderBytes = 16_384;
const headersMs = 10_000;
const keepAliveMs = 10_000;
const mostConnections = 1024;
/** Beyond what a request may take: an answer that nobody reads is given up. */
const unreadMs = 60_000;
const usualPatience = 30;

/** @throws NodeJS.ErrnoException with the code EADDRINUSE where another program has the port */
export async function listenService({ app, host, port, seconds }: SocketOptions): Promise<ListeningService> {
  const listener = getRequestListener(
    (request, env) => app.fetch(request, 'incoming' in env ? addressOf(env.incoming) : undefined),
    { overrideGlobalObjects: false },
  );
  const server = createServer(
    {
      maxHeaderSize: mostHeaderBytes,
      headersTimeout: Math.min(headersMs, 1000 * seconds),
      requestTimeout: 1000 * seconds,
      keepAliveTimeout: keepAliveMs,
      connectionsCheckingInterval: 2000,
    },
    listener,
  );
  server.maxConnections = mostConnections;
  server.setTimeout(1000 * seconds + unreadMs);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
  return {
    port: (server.address() as AddressInfo).port,
    close: async (patience = usualPatience) => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeIdleConnections();
      await Promise.race([app.close(), passed(1000 * patience, undefined, { ref: false })]);
      // Answers that were given are still on their way.
      await Promise.race([closed, passed(1000, undefined, { ref: false })]);
      server.closeAllConnections();
      await closed;
    },
  };
}

function addressOf(incoming: Pick<IncomingMessage, 'socket'> | object): string | undefined {
  return 'socket' in incoming ? incoming.socket.remoteAddress : undefined;
}
