/** From an address to the queue that it names. */
import { FolderReadingQueue } from './folder-reading-queue.js';
import { QueueError } from './queue-error.js';
import type { ReadingQueue } from './reading-queue.js';
import { serverKind, withoutPassword } from './server-connection.js';

/**
 * @param address `redis://…`, `rediss://…`, `postgres://…`, or a folder
 * @throws QueueError where the server can't be used, or packages for it are missing
 */
export async function openReadingQueue(address: string): Promise<ReadingQueue> {
  const kind = serverKind(address);
  if (kind) {
    const { ServerQueue } = await import('./server-queue.js');
    return ServerQueue.open(address, kind);
  }
  if (/^\w[\w+.-]*:\/\//.test(address)) {
    throw new QueueError(`${withoutPassword(address)}: a queue is a folder, redis://… or postgres://…`, {
      code: 'queue/address',
    });
  }
  return new FolderReadingQueue(address);
}
