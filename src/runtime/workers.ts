/** Threads: a worker answers requests one after the other; a pool gives each request to the next free worker. */
import { ownThread, startThread } from '#variant/runtime/threads';
import type { Moving, OwnThread, Thread } from './threads.js';

interface Answer<R> {
  readonly id: number;
  readonly result?: R;
  readonly error?: Error;
}

/** An answer with the buffers that move instead of being copied. */
export interface Moved<R> {
  readonly result: R;
  readonly transfer: readonly Moving[];
}

/** Asks a thread to end; what it works on is done first, what waits is not begun. */
const stop = 'stop';

const disposedOf = 'the worker was disposed of';

/** One thread that runs a worker entry; requests are answered in order. */
export class WorkerThread<Request, Result> {
  private readonly thread: Thread;
  private readonly waiting = new Map<number, { resolve: (result: Result) => void; reject: (error: Error) => void }>();
  private readonly ended: Promise<void>;
  private nextId = 0;
  private failed: Error | undefined;
  private died = false;

  constructor(entry: string) {
    let hasEnded: () => void = () => undefined;
    this.ended = new Promise((resolve) => {
      hasEnded = resolve;
    });
    this.thread = startThread(entry, {
      message: (answer) => this.answered(answer as Answer<Result>),
      error: (error) => this.fail(error),
      exit: (code) => {
        this.fail(new Error(`worker ${entry} ended with code ${code}`));
        hasEnded();
      },
    });
  }

  private answered({ id, result, error }: Answer<Result>): void {
    const entry = this.waiting.get(id);
    this.waiting.delete(id);
    if (error) entry?.reject(error);
    else entry?.resolve(result as Result);
  }

  /** Requests that are not answered yet. */
  get load(): number {
    return this.waiting.size;
  }

  /** Whether it ended though nobody asked it to. */
  get hasDied(): boolean {
    return this.died;
  }

  ask(request: Request, transfer: readonly Moving[] = []): Promise<Result> {
    if (this.failed) return Promise.reject(this.failed);
    const id = this.nextId++;
    return new Promise<Result>((resolve, reject) => {
      this.waiting.set(id, { resolve, reject });
      this.thread.post({ id, request }, transfer);
    });
  }

  /**
   * Ends the thread after the request that it works on. It is never terminated: a thread that ends while ONNX Runtime or
   * a decoder still works for it takes the whole process with it.
   */
  async dispose(): Promise<void> {
    this.failed ??= new Error(disposedOf);
    this.thread.post(stop, []);
    await this.ended;
  }

  private fail(error: Error): void {
    if (!this.failed) this.died = true;
    this.failed ??= error;
    for (const { reject } of this.waiting.values()) reject(this.failed);
    this.waiting.clear();
  }
}

/** Several threads of one entry. */
export class WorkerPool<Request, Result> {
  /** None once they are disposed of. */
  private threads: readonly WorkerThread<Request, Result>[];

  constructor(
    private readonly entry: string,
    count: number,
  ) {
    this.threads = Array.from({ length: count }, () => this.thread());
  }

  /** Asks the thread that has the least to do. One that died would always have the least: another takes its place. */
  ask(request: Request, transfer: readonly Moving[] = []): Promise<Result> {
    this.threads = this.threads.map((thread) => (thread.hasDied ? this.thread() : thread));
    const [least] = [...this.threads].sort((a, b) => a.load - b.load);
    return least ? least.ask(request, transfer) : Promise.reject(new Error(disposedOf));
  }

  private thread(): WorkerThread<Request, Result> {
    return new WorkerThread(this.entry);
  }

  async dispose(): Promise<void> {
    const { threads } = this;
    this.threads = [];
    await Promise.all(threads.map((thread) => thread.dispose()));
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
  const thread = ownThread();
  let last: Promise<void> = Promise.resolve();
  let stopping = false;
  thread.listen((heard) => {
    const message = heard as typeof stop | { readonly id: number; readonly request: Request };
    if (message === stop) {
      stopping = true;
      last = last.then(release).finally(() => thread.end());
      return;
    }
    last = last.then(async () => {
      // ONNX Runtime blocks the thread; what came meanwhile is heard now.
      await thread.pause();
      if (!stopping) await answer(thread, message, handle);
    });
  });
}

async function answer<Request, Result>(
  thread: OwnThread,
  { id, request }: { readonly id: number; readonly request: Request },
  handle: (request: Request) => Promise<Moved<Result>>,
): Promise<void> {
  try {
    const { result, transfer } = await handle(request);
    thread.post({ id, result }, transfer);
  } catch (error) {
    thread.post({ id, error: error instanceof Error ? error : new Error(String(error)) }, []);
  }
}
