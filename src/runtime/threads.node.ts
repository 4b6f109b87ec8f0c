/** Threads of Node. */
import { createRequire } from 'node:module';
import { setImmediate } from 'node:timers/promises';
import { parentPort, Worker } from 'node:worker_threads';
import type { OwnThread, Thread, ThreadEvents } from './threads.js';

/** What waits for this thread has its turn. */
export async function nextTurn(): Promise<void> {
  await setImmediate();
}

/** The file of a worker entry. Workers are built files, also when the caller runs from source. */
function workerPath(entry: string): string {
  return createRequire(import.meta.url).resolve(`#workers/${entry}`);
}

export function startThread(entry: string, events: ThreadEvents): Thread {
  // The worker is a built file: flags for the caller's sources (loaders, --input-type) would only harm it.
  const worker = new Worker(workerPath(entry), { execArgv: [] });
  worker.on('message', events.message);
  worker.on('error', events.error);
  worker.on('exit', events.exit);
  return { post: (message, moving) => worker.postMessage(message, moving) };
}

/** Of a worker entry only. */
export function ownThread(): OwnThread {
  const port = parentPort;
  if (!port) throw new Error('ownThread: this is no worker');
  return {
    listen: (message) => port.on('message', message),
    post: (message, moving) => port.postMessage(message, moving),
    pause: nextTurn,
    end: () => process.exit(),
  };
}
