/** Jobs as their journal tells of them, and the journal as it must be to tell of them: a state that only entries change. */
import { hasEnded, type Job, type JobState } from './job.js';
import type { JournalEntry } from './journal.js';

interface KeptJob {
  job: Job;
  /** How often each page was begun and neither done nor given up: the process ended meanwhile. */
  readonly begun: Map<number, number>;
}

export class JobBook {
  private readonly kept = new Map<string, KeptJob>();

  constructor(entries: Iterable<JournalEntry> = []) {
    for (const entry of entries) this.apply(entry);
  }

  get(id: string): Job | undefined {
    return this.kept.get(id)?.job;
  }

  get jobs(): readonly Job[] {
    return Array.from(this.kept.values(), ({ job }) => job);
  }

  begun(id: string, page: number): number {
    return this.kept.get(id)?.begun.get(page) ?? 0;
  }

  apply(entry: JournalEntry): void {
    if (entry.kind === 'accepted') {
      const { kind: _, at, ...job } = entry;
      const fresh = {
        ...job,
        state: 'waiting',
        accepted: at,
        changed: at,
        results: new Map(),
        unread: new Map(),
      } as const;
      this.kept.set(entry.id, { job: withState(fresh), begun: new Map() });
      return;
    }
    const kept = this.kept.get(entry.id);
    if (!kept) return;
    if (entry.kind === 'removed') this.kept.delete(entry.id);
    // What comes of a page later, or twice, changes nothing.
    else if (!hasEnded(kept.job)) change(kept, entry);
  }

  /** The least that tells the same. */
  *entries(): Generator<JournalEntry> {
    for (const { job, begun } of this.kept.values()) {
      const { id, changed: at } = job;
      const { name, owner, document, pages, options } = job;
      yield { kind: 'accepted', id, at: job.accepted, name, owner, document, pages, options };
      for (const [page, result] of job.results) yield { kind: 'done', id, at, page, result };
      for (const [page, reason] of job.unread) yield { kind: 'unread', id, at, page, reason };
      for (const [page, times] of begun) {
        for (let n = 0; n < times; n++) yield { kind: 'began', id, at, page };
      }
      if (job.state === 'cancelled') yield { kind: 'cancelled', id, at };
    }
  }
}

type Change = Exclude<JournalEntry, { readonly kind: 'accepted' | 'removed' }>;

function change(kept: KeptJob, entry: Change): void {
  const { job, begun } = kept;
  const changed = entry.at;
  switch (entry.kind) {
    case 'began':
      begun.set(entry.page, (begun.get(entry.page) ?? 0) + 1);
      kept.job = { ...job, state: 'working', changed };
      break;
    case 'released':
      begun.set(entry.page, Math.max(0, (begun.get(entry.page) ?? 0) - 1));
      if (entry.trouble !== undefined) kept.job = { ...job, changed, trouble: entry.trouble };
      break;
    case 'done':
      begun.delete(entry.page);
      kept.job = withState({
        ...withoutTrouble(job),
        changed,
        results: new Map(job.results).set(entry.page, entry.result),
      });
      break;
    case 'unread':
      begun.delete(entry.page);
      kept.job = withState({
        ...withoutTrouble(job),
        changed,
        unread: new Map(job.unread).set(entry.page, entry.reason),
      });
      break;
    case 'cancelled':
      begun.clear();
      kept.job = { ...job, changed, state: 'cancelled' };
      break;
  }
}

function withoutTrouble({ trouble: _, ...job }: Job): Job {
  return job;
}

function withState(job: Job): Job {
  const settled = job.results.size + job.unread.size;
  const state: JobState = settled >= job.pages ? 'finished' : settled > 0 ? 'working' : job.state;
  return { ...job, state };
}
