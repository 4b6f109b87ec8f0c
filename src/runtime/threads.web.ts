/** Threads of browsers. */
import type { OwnThread, Thread, ThreadEvents } from './threads.js';
import { useRuntime, wasmPlace } from './wasm-place.web.js';

/** Written out, so that bundlers find the workers and put them where the addresses say. */
const entries: Record<string, () => Worker> = {
  session: () => new Worker(new URL('./workers/session.js', import.meta.url), { type: 'module' }),
  loader: () => new Worker(new URL('./workers/loader.js', import.meta.url), { type: 'module' }),
  cropper: () => new Worker(new URL('./workers/cropper.js', import.meta.url), { type: 'module' }),
};

/** Makes a worker known that starts others itself: bundlers refuse a worker in whose own files it is named. */
export function addThread(entry: string, start: () => Worker): void {
  entries[entry] = start;
}

/** Browsers don't say that a worker has ended, so it says so itself. */
const ended = 'ended';

/** The first message to a thread. */
interface Beginning {
  /** As `wasmPlace`. */
  readonly wasm: string | undefined;
}

export function startThread(entry: string, events: ThreadEvents): Thread {
  const start = entries[entry];
  if (!start) throw new Error(`startThread: there is no worker ${entry} for browsers`);
  const worker = start();
  worker.addEventListener('message', ({ data }) => {
    if (data === ended) events.exit(0);
    else events.message(data);
  });
  worker.addEventListener('error', ({ message }) => {
    // A script that can't be loaded gives no message, and the worker never answers.
    events.error(new Error(message || `the worker ${entry} can't be loaded`));
    worker.terminate();
    events.exit(1);
  });
  worker.postMessage({ wasm: wasmPlace() } satisfies Beginning);
  return { post: (message, moving) => worker.postMessage(message, [...moving]) };
}

/** What waits for this thread has its turn. By a message: timers wait for milliseconds when they follow one another. */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(undefined);
  });
}

/** Of a worker entry only. */
export function ownThread(): OwnThread {
  const scope = globalThis as unknown as DedicatedWorkerGlobalScope;
  return {
    listen: (message) => {
      const begin = ({ data }: MessageEvent<Beginning>) => {
        if (data.wasm !== undefined) useRuntime({ wasm: data.wasm });
        scope.addEventListener('message', ({ data }) => message(data));
      };
      scope.addEventListener('message', begin, { once: true });
    },
    post: (message, moving) => scope.postMessage(message, [...moving]),
    pause: () => new Promise((resolve) => setTimeout(resolve)),
    end: () => {
      scope.postMessage(ended);
      scope.close();
    },
  };
}
