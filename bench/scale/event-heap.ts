/** What happens next: a binary heap by time; what is to happen at the same time happens in the order in which it was said. */
import { known } from '../../src/known.js';

interface Entry<T> {
  readonly time: number;
  readonly order: number;
  readonly event: T;
}

export class EventHeap<T> {
  private readonly entries: Entry<T>[] = [];
  private order = 0;

  get size(): number {
    return this.entries.length;
  }

  push(time: number, event: T): void {
    const entry = { time, order: this.order++, event };
    let place = this.entries.push(entry) - 1;
    while (place > 0) {
      const above = (place - 1) >> 1;
      const parent = this.at(above);
      if (!isBefore(entry, parent)) break;
      this.entries[place] = parent;
      place = above;
    }
    this.entries[place] = entry;
  }

  pop(): Omit<Entry<T>, 'order'> | undefined {
    const first = this.entries[0];
    const last = this.entries.pop();
    if (first === undefined || last === undefined || this.entries.length === 0) return first;
    let place = 0;
    for (;;) {
      let below = 2 * place + 1;
      if (below >= this.entries.length) break;
      if (below + 1 < this.entries.length && isBefore(this.at(below + 1), this.at(below))) below++;
      if (!isBefore(this.at(below), last)) break;
      this.entries[place] = this.at(below);
      place = below;
    }
    this.entries[place] = last;
    return first;
  }

  private at(place: number): Entry<T> {
    return known(this.entries[place], 'an entry of the heap');
  }
}

function isBefore<T>(a: Entry<T>, b: Entry<T>): boolean {
  return a.time < b.time || (a.time === b.time && a.order < b.order);
}
