/** What all workers spent their time with: each second of each worker is counted once. */
export class FleetTime<W> {
  private readonly doing = new Map<W, { readonly what: string; readonly since: number }>();
  private readonly sums: Record<string, number> = {};

  begin(worker: W, what: string, now: number): void {
    this.doing.set(worker, { what, since: now });
  }

  /** @param wasReading what is counted in the place of reading that came to nothing */
  change(worker: W, what: string, now: number, wasReading = 'reading'): void {
    const before = this.doing.get(worker);
    if (before) this.count(before.what === 'reading' ? wasReading : before.what, now - before.since);
    this.doing.set(worker, { what, since: now });
  }

  ended(now: number): Readonly<Record<string, number>> {
    for (const { what, since } of this.doing.values()) this.count(what, now - since);
    this.doing.clear();
    return this.sums;
  }

  private count(what: string, seconds: number): void {
    this.sums[what] = (this.sums[what] ?? 0) + seconds;
  }
}
