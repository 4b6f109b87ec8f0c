/** Work given to drawing threads, and its results in order. */
import { WorkerPool } from '../runtime/index.js';

/**
 * Each index's result in order, as many being drawn as keep the threads busy.
 * @param draw gives `undefined` where nothing can be drawn
 */
export async function* inOrder<Request, Result, T>(
  { count, threads }: { readonly count: number; readonly threads: number },
  draw: (index: number, pool: WorkerPool<Request, Result>) => Promise<T | undefined>,
): AsyncGenerator<T> {
  const pool = drawingThreads<Request, Result>(threads);
  try {
    const pending: Promise<T | undefined>[] = [];
    for (let index = 0; index < count || pending.length > 0; ) {
      while (index < count && pending.length < 4 * threads) {
        const drawing = draw(index++, pool);
        // The error is thrown where the result is awaited.
        drawing.catch(() => undefined);
        pending.push(drawing);
      }
      const done = await pending.shift();
      if (done !== undefined) yield done;
    }
  } finally {
    await pool.dispose();
  }
}

/** Threads that draw what they are asked for. */
export function drawingThreads<Request, Result>(threads: number): WorkerPool<Request, Result> {
  return new WorkerPool<Request, Result>('drawer', threads);
}
