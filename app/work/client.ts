/** Asks the worker, from the page. */
import type { Answer, CallName, Calls, FailureAccount, Request, Stop } from './messages.js';

export interface AskOptions<Told> {
  readonly told?: (event: Told) => void;
  readonly signal?: AbortSignal | undefined;
}

/** What the worker could not do, in the library's words. */
export class WorkError extends Error {
  override readonly name = 'WorkError';
  readonly code: string | undefined;
  /** Whether it was asked to stop. */
  readonly stopped: boolean;
  constructor({ message, code, stopped }: FailureAccount) {
    super(message);
    this.code = code;
    this.stopped = stopped;
  }
}

interface Asked {
  readonly signal: AbortSignal | undefined;
  readonly told: (event: unknown) => void;
  readonly resolve: (out: unknown) => void;
  readonly reject: (error: Error) => void;
}

/** A worker with what is asked of it. It begins with the first question. */
export class Work {
  private readonly asked = new Map<number, Asked>();
  private worker: Worker | undefined;
  private last = 0;

  /** @param ended told whenever a worker ended, by itself or not: what it had open is gone with it */
  constructor(private readonly ended: () => void = () => undefined) {}

  /** @throws WorkError what the worker says; with `stopped` where the signal did it */
  ask<Name extends CallName>(
    name: Name,
    input: Calls[Name]['in'],
    { told, signal }: AskOptions<Calls[Name]['told']> = {},
  ): Promise<Calls[Name]['out']> {
    const id = ++this.last;
    const answer = new Promise<unknown>((resolve, reject) => {
      this.asked.set(id, { signal, told: (event) => told?.(event as Calls[Name]['told']), resolve, reject });
    });
    const stop = () => this.started().postMessage({ stop: id } satisfies Stop);
    signal?.addEventListener('abort', stop, { once: true });
    this.started().postMessage({ id, name, in: input } satisfies Request);
    if (signal?.aborted) stop();
    return answer.finally(() => signal?.removeEventListener('abort', stop)) as Promise<Calls[Name]['out']>;
  }

  /** Whether somebody waits for an answer, and has not given it up. */
  get isAwaited(): boolean {
    return [...this.asked.values()].some(({ signal }) => !signal?.aborted);
  }

  /** Ends the worker, whatever it does; the next question starts another. */
  end(): void {
    this.worker?.terminate();
    this.fail('the worker was ended', true);
  }

  private started(): Worker {
    if (this.worker) return this.worker;
    const worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' });
    worker.onmessage = ({ data }: MessageEvent<Answer>) => this.heard(data);
    // Such as memory that is gone.
    worker.onerror = ({ message }) => {
      worker.terminate();
      this.fail(message || 'the worker ended', false);
    };
    this.worker = worker;
    return worker;
  }

  private fail(message: string, stopped: boolean): void {
    this.worker = undefined;
    for (const { reject } of this.asked.values()) reject(new WorkError({ message, stopped }));
    this.asked.clear();
    this.ended();
  }

  private heard(answer: Answer): void {
    const asked = this.asked.get(answer.id);
    if (!asked) return;
    if ('told' in answer) {
      asked.told(answer.told);
      return;
    }
    this.asked.delete(answer.id);
    if ('error' in answer) asked.reject(new WorkError(answer.error));
    else asked.resolve(answer.out);
  }
}
