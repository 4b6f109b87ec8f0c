/** The CTC loss on several threads of Node: the items of a batch are dealt out to workers. */
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { itemsOf } from './batch.js';
import type { Item, Scores } from './forward-backward.js';
import { type CtcLossOptions, type CtcLossResult, checkShaping, finish } from './loss.js';
import type { Answer, Job } from './worker.js';

export interface CtcPoolOptions {
  /** Workers, 1 and more. Default: one for each core. */
  readonly threads?: number | undefined;
}

/** Workers that compute the CTC loss. They don't keep the process alive, but end only with `dispose`. */
export class CtcPool {
  private readonly workers: readonly Worker[];
  private last: Promise<unknown> = Promise.resolve();
  private disposal: Promise<void> | undefined;

  /** @throws RangeError when `threads` is no whole number above 0 */
  constructor({ threads = availableParallelism() }: CtcPoolOptions = {}) {
    if (!Number.isInteger(threads) || threads < 1) {
      throw new RangeError(`CtcPool: threads must be a whole number above 0, got ${threads}`);
    }
    this.workers = Array.from({ length: threads }, () => {
      const worker = new Worker(new URL('./worker.js', import.meta.url));
      worker.unref();
      return worker;
    });
  }

  /**
   * As `ctcLoss`, with the same results to the last bit. Calls wait for one another.
   *
   * @throws as `ctcLoss` does
   */
  async loss<T extends Scores>(options: CtcLossOptions<T>): Promise<CtcLossResult<T>> {
    if (this.disposal) throw new Error('CtcPool: it was disposed of and computes no more; make another');
    const items = itemsOf(options);
    checkShaping(options);
    const turn = this.last.then(() => this.compute(options, items));
    this.last = turn.catch(() => undefined);
    return turn;
  }

  /** Ends the workers after what they compute; again does nothing. A loss after it is an error. */
  dispose(): Promise<void> {
    this.disposal ??= this.end();
    return this.disposal;
  }

  /** For `await using`. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.dispose();
  }

  private async end(): Promise<void> {
    await this.last;
    await Promise.all(this.workers.map((worker) => worker.terminate()));
  }

  private async compute<T extends Scores>(
    options: CtcLossOptions<T>,
    items: readonly Item[],
  ): Promise<CtcLossResult<T>> {
    const logits = shared(options.logits);
    logits.set(options.logits);
    const gradient = options.gradient ? shared(options.logits) : undefined;
    const loss = new Float64Array(new SharedArrayBuffer(items.length * 8));
    const answers = await Promise.all(
      deal(items, this.workers).map(({ worker, share }) =>
        share.length === 0 ? ({} as Answer) : ask(worker, { items: share, logits, gradient, loss }),
      ),
    );
    const wrong = answers.find(({ error }) => error !== undefined);
    if (wrong) throw new RangeError(wrong.error);
    // Copies, since much of what takes typed arrays refuses shared memory.
    return finish(options, items, loss.slice(), gradient?.slice() as T | undefined);
  }
}

function shared(like: Scores): Scores {
  const buffer = new SharedArrayBuffer(like.byteLength);
  return like instanceof Float32Array ? new Float32Array(buffer) : new Float64Array(buffer);
}

/** The costliest item first, each to the worker that has least to do. */
function deal(
  items: readonly Item[],
  workers: readonly Worker[],
): readonly { readonly worker: Worker; readonly share: readonly Item[] }[] {
  const cost = ({ frames, labels, classes }: Item) => frames * (2 * labels.length + classes);
  const shares = workers.map((worker) => ({ worker, cost: 0, share: [] as Item[] }));
  for (const item of [...items].sort((a, b) => cost(b) - cost(a))) {
    const least = shares.reduce((a, b) => (b.cost < a.cost ? b : a));
    least.share.push(item);
    least.cost += cost(item);
  }
  return shares;
}

function ask(worker: Worker, job: Job): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const done = (answer: Answer) => {
      worker.unref();
      worker.off('error', reject);
      resolve(answer);
    };
    worker.ref();
    worker.once('message', done);
    worker.once('error', reject);
    worker.postMessage(job);
  });
}
