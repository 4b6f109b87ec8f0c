/** A server that does one thing after the other, in the order in which it is asked. */
export class ServerLine {
  /** Seconds that it worked. */
  busy = 0;
  /** The longest that somebody waited before being served. */
  longestWait = 0;
  private free = 0;

  /** @param now never before that of the last call. @returns when it is done */
  serve(now: number, seconds: number): number {
    const begin = Math.max(now, this.free);
    this.longestWait = Math.max(this.longestWait, begin - now);
    this.busy += seconds;
    this.free = begin + seconds;
    return this.free;
  }
}
