/** The pages of a simulation: what each costs, and what became of it. */
import { Random } from '../../src/random/index.js';
import type { Scenario } from './scenario.js';

type Fate = 'read' | 'failed' | 'set aside';

export class Work {
  private readonly written: Uint8Array;
  private readonly fates = new Map<Fate, number>();
  private readonly killing: ReadonlySet<number>;
  private setAsideWrongly = 0;

  constructor(private readonly scenario: Scenario) {
    const { seed, pages, killingPages } = scenario;
    this.written = new Uint8Array(pages);
    const random = new Random(seed, 'killing pages');
    this.killing = new Set(Array.from({ length: killingPages }, () => random.below(pages)));
  }

  /** Pages of which nothing more is to be done. */
  get settled(): number {
    return this.count('read') + this.count('failed') + this.count('set aside');
  }

  get read(): number {
    return this.count('read');
  }

  /** At the usual speed: log-normal, with the mean that was measured. */
  secondsOf(page: number): number {
    const { seconds, spread } = this.scenario.costs.page;
    if (spread === 0) return seconds;
    const normal = new Random(this.scenario.seed, 'page', page).normal();
    return seconds * Math.exp(spread * normal - spread ** 2 / 2);
  }

  kills(page: number): boolean {
    return this.killing.has(page);
  }

  isWritten(page: number): boolean {
    return this.written[page] !== 0;
  }

  write(page: number): void {
    this.written[page] = (this.written[page] ?? 0) + 1;
    this.settle('read');
  }

  setAside(page: number): void {
    if (!this.kills(page)) this.setAsideWrongly++;
    this.settle('set aside');
  }

  /** What is written stays so. */
  fail(page: number): void {
    if (!this.isWritten(page)) this.settle('failed');
  }

  counts() {
    const { written, setAsideWrongly } = this;
    return { written, setAside: this.count('set aside'), setAsideWrongly, failed: this.count('failed') };
  }

  private settle(fate: Fate): void {
    this.fates.set(fate, this.count(fate) + 1);
  }

  private count(fate: Fate): number {
    return this.fates.get(fate) ?? 0;
  }
}
