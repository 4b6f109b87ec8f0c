/** Work that waits for its turn, so that only so much of it is done at once. */
export class Turns {
  private readonly waiting: (() => void)[] = [];

  /** @param free how much is done at once, 1 and more */
  constructor(private free: number) {}

  /**
   * Does the work when others before it are done.
   * @param signal what waits is given up at once; what has begun is done first, so that nothing is left running
   * @throws the signal's reason once it is aborted; what the work throws
   */
  async take<T>(work: () => Promise<T>, signal?: AbortSignal): Promise<T> {
    signal?.throwIfAborted();
    if (this.free > 0) this.free--;
    else await this.turn(signal);
    try {
      const result = await work();
      signal?.throwIfAborted();
      return result;
    } finally {
      // The turn goes on to the next, or is free again.
      const next = this.waiting.shift();
      if (next) next();
      else this.free++;
    }
  }

  private turn(signal: AbortSignal | undefined): Promise<void> {
    return new Promise((resolve, reject) => {
      const begin = () => {
        signal?.removeEventListener('abort', giveUp);
        resolve();
      };
      const giveUp = () => {
        this.waiting.splice(this.waiting.indexOf(begin), 1);
        reject(signal?.reason);
      };
      signal?.addEventListener('abort', giveUp, { once: true });
      this.waiting.push(begin);
    });
  }
}
