/** The service for programs: one function from a request to its answer, without a socket. */
import { DocumentError } from '../documents/node.js';
import type { AppOptions, ServiceApp } from './service/service-app.js';
import type { ListeningService, SocketOptions } from './service/service-socket.js';

/** Optional ones of ductus: an installation may have left them out. */
const packages = 'hono @hono/node-server @hono/zod-openapi pino';

/**
 * Makes the service's app.
 * @throws DocumentError with the code package/missing when the packages for it are not installed
 */
export async function createApp(options: AppOptions): Promise<ServiceApp> {
  const { appOf } = await withServicePackages(() => import('./service/app.js'));
  return await appOf(options);
}

/**
 * Serves an app at a port.
 * @throws NodeJS.ErrnoException with the code EADDRINUSE where another program has the port
 */
export async function listenService(options: SocketOptions): Promise<ListeningService> {
  const socket = await withServicePackages(() => import('./service/service-socket.js'));
  return socket.listenService(options);
}

/** Loads what needs the packages of the service. */
export async function withServicePackages<T>(load: () => Promise<T>): Promise<T> {
  try {
    return await load();
  } catch (cause) {
    if (!(cause instanceof Error && 'code' in cause && cause.code === 'ERR_MODULE_NOT_FOUND')) throw cause;
    throw new DocumentError('the service', `it needs packages that are not there: npm install ${packages}`, {
      code: 'package/missing',
      details: { value: packages },
      cause,
    });
  }
}
