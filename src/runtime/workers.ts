/** Threads: a worker answers requests one after the other; a pool gives each request to the next free worker. */
import { createRequire } from 'node:module';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { type MessagePort, parentPort, type Transferable, Worker } from 'node:worker_threads';

interface Answer<R> {
  readonly id: number;
  readonly result?: R;
  readonly error?: Error;
}

/** An answer with the buffers that move instead of being copied. */
export interface Moved<R> {
  readonly result: R;
  readonly transfer: readonly Transferable[];
}

/** Asks a thread to end; what it works on is done first, what waits is not begun. */
const stop = 'stop';

/** The file of a worker entry. Workers are built files, also when the caller runs from source. */
function workerPath(entry: string): string {
  return createRequire(import.meta.url).resolve(`#workers/${entry}`);
}

/** One thread that runs a worker entry; requests are answered in order. */
export class WorkerThread<Request, Result> {
  private readonly worker: Worker;
  private readonly waiting = new Map<number, { resolve: (result: Result) => void; reject: (error: Error) => void }>();
  private readonly ended: Promise<void>;
  private nextId = 0;
  private failed: Error | undefined;

  constructor(entry: string) {
    // The worker is a built file: flags for the caller's sources (loaders, --input-type) would only harm it.
    this.worker = new Worker(workerPath(entry), { execArgv: [] });
    this.worker.on('message', ({ id, result, error }: Answer<Result>) => {
      const entry = this.waiting.get(id);
      this.waiting.delete(id);
      if (error) entry?.reject(error);
      else entry?.resolve(result as Result);
    });
    this.worker.on('error', (error) => this.fail(error));
    this.ended = new Promise((resolve) => {
      this.worker.on('exit', (code) => {
        this.fail(new Error(`worker ${entry} ended with code ${code}`));
        resolve();
      });
    });
  }

  /** Requests that are not answered yet. */
  get load(): number {
    return this.waiting.size;
  }

  ask(request: Request, transfer: readonly Transferable[] = []): Promise<Result> {
    if (this.failed) return Promise.reject(this.failed);
    const id = this.nextId++;
    return new Promise<Result>((resolve, reject) => {
      this.waiting.set(id, { resolve, reject });
      this.worker.postMessage({ id, request }, transfer);
    });
  }

  /**
   * Ends the thread after the request that it works on. It is never terminated: a thread that ends while ONNX Runtime or
   * a decoder still works for it takes the whole process with it.
   */
  async dispose(): Promise<void> {
    this.failed ??= new Error('the worker was disposed of');
    this.worker.postMessage(stop);
    await this.ended;
  }

  private fail(error: Error): void {
    this.failed ??= error;
    for (const { reject } of this.waiting.values()) reject(this.failed);
    this.waiting.clear();
  }
}

/** Several threads of one entry. */
export class WorkerPool<Request, Result> {
  private readonly threads: readonly WorkerThread<Request, Result>[];

  constructor(entry: string, count: number) {
    this.threads = Array.from({ length: count }, () => new WorkerThread<Request, Result>(entry));
  }

  /** Asks the thread that has the least to do. */
  ask(request: Request, transfer: readonly Transferable[] = []): Promise<Result> {
    const [least] = [...this.threads].sort((a, b) => a.load - b.load);
    return (least as WorkerThread<Request, Result>).ask(request, transfer);
  }

  async dispose(): Promise<void> {
    await Promise.all(this.threads.map((thread) => thread.dispose()));
  }
}

/**
 * Inside a worker entry: answers each request with `handle`, in order.
 * @param release gives back what `handle` holds, before the thread ends
 */
export function serve<Request, Result>(
  handle: (request: Request) => Promise<Moved<Result>>,
  release: () => Promise<void> = async () => undefined,
): void {
  const port = parentPort as MessagePort;
  let last: Promise<void> = Promise.resolve();
  let stopping = false;
  port.on('message', (message: typeof stop | { id: number; request: Request }) => {
    if (message === stop) {
      stopping = true;
      last = last.then(release).finally(() => process.exit());
      return;
    }
    last = last.then(async () => {
      // ONNX Runtime blocks the thread; what came meanwhile is heard now.
      await nextTurn();
      if (!stopping) await answer(port, message, handle);
    });
  });
}

async function answer<Request, Result>(
  port: MessagePort,
  { id, request }: { id: number; request: Request },
  handle: (request: Request) => Promise<Moved<Result>>,
): Promise<void> {
  try {
    const { result, transfer } = await handle(request);
    port.postMessage({ id, result }, [...transfer]);
  } catch (error) {
    port.postMessage({ id, error: error instanceof Error ? error : new Error(String(error)) });
  }
}
