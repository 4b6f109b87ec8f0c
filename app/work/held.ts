/** What may be replaced while it is used, as a reader is that reads a page: it is disposed of once nobody uses it any more. */
export class Held<T extends { dispose(): Promise<void> }> {
  private users = 0;
  private isGivenUp = false;

  /** @param value that it fails is for whoever uses it */
  constructor(readonly value: Promise<T>) {}

  /** Does something with it, to the end. */
  async use<R>(work: (value: T) => Promise<R>): Promise<R> {
    this.users++;
    try {
      return await work(await this.value);
    } finally {
      this.users--;
      await this.disposeUnused();
    }
  }

  /** Nobody begins to use it any more. */
  async giveUp(): Promise<void> {
    this.isGivenUp = true;
    await this.disposeUnused();
  }

  private async disposeUnused(): Promise<void> {
    if (!this.isGivenUp || this.users > 0) return;
    // What failed has nothing to be disposed of.
    const value = await this.value.catch(() => undefined);
    await value?.dispose();
  }
}
