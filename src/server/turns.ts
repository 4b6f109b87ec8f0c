/** That something has changed, for any number who wait for it: nobody misses what came while it was busy. */
export class Turns {
  private turn = 0;
  private next = deferred();

  get now(): number {
    return this.turn;
  }

  change(): void {
    this.turn++;
    const { resolve } = this.next;
    this.next = deferred();
    resolve();
  }

  /** @param seen the turn that the one who waits knows */
  async after(seen: number): Promise<void> {
    if (this.turn === seen) await this.next.promise;
  }
}

function deferred(): { readonly promise: Promise<void>; readonly resolve: () => void } {
  let resolve = () => {};
  const promise = new Promise<void>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}
