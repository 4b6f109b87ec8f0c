/** Asks the worker for images and PDFs. It begins when there is something to look at, and ends with the import. */
import type { PaperAnswer, PaperCall, PaperCalls, PaperRequest } from './paper-messages.js';

interface Asked {
  readonly resolve: (out: unknown) => void;
  readonly reject: (error: Error) => void;
}

export class Paper {
  private readonly asked = new Map<number, Asked>();
  private worker: Worker | undefined;
  private last = 0;

  /** @throws Error what the worker could not do, such as for want of memory */
  ask<Name extends PaperCall>(name: Name, input: PaperCalls[Name]['in']): Promise<PaperCalls[Name]['out']> {
    const id = ++this.last;
    const answer = new Promise<unknown>((resolve, reject) => this.asked.set(id, { resolve, reject }));
    this.started().postMessage({ id, name, in: input } satisfies PaperRequest);
    return answer as Promise<PaperCalls[Name]['out']>;
  }

  dispose(): void {
    this.end('the import was ended');
  }

  private started(): Worker {
    if (this.worker) return this.worker;
    const worker = new Worker(new URL('./paper-worker.ts', import.meta.url), { type: 'module' });
    worker.onmessage = ({ data }: MessageEvent<PaperAnswer>) => this.heard(data);
    worker.onerror = ({ message }) => this.end(message || 'the worker for images ended');
    this.worker = worker;
    return worker;
  }

  private end(message: string): void {
    this.worker?.terminate();
    this.worker = undefined;
    for (const { reject } of this.asked.values()) reject(new Error(message));
    this.asked.clear();
  }

  private heard(answer: PaperAnswer): void {
    const asked = this.asked.get(answer.id);
    this.asked.delete(answer.id);
    if ('error' in answer) asked?.reject(new Error(answer.error));
    else asked?.resolve(answer.out);
  }
}
