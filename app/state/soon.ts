/** Does something once nobody has wished it for a while, and after the longest wait also where wishes never end. */
export class Soon {
  private timer: ReturnType<typeof setTimeout> | undefined;
  /** When it was wished first since it was done, in milliseconds. */
  private since: number | undefined;

  constructor(
    private readonly work: () => void,
    private readonly quietMs: number,
    private readonly longestMs: number,
  ) {}

  wish(): void {
    clearTimeout(this.timer);
    this.since ??= performance.now();
    const left = this.since + this.longestMs - performance.now();
    this.timer = setTimeout(
      () => {
        this.cancel();
        this.work();
      },
      Math.min(this.quietMs, left),
    );
  }

  cancel(): void {
    clearTimeout(this.timer);
    this.since = undefined;
  }
}
