/**
 * Finds jobs of workers that are no more on PostgreSQL. BullMQ would compare when a lock ends, by the clock of the machine that
 * has it, with the clock of the one that looks: an hour between them, and jobs that are worked on are given to others. Here who
 * looks waits by its own clock alone: a lock that was not renewed for as long as it holds is nobody's. Redis needs none of it,
 * since there the server counts the time.
 */
import type { PostgresQueueBackend } from 'bullmq';

/** What is asked of the database: texts with $1, $2 … */
export type Query = (text: string, values: readonly unknown[]) => Promise<{ readonly rows: readonly unknown[] }>;

interface LockRow {
  readonly id: string;
  readonly token: string | null;
  readonly until: string;
}

interface SeenLock {
  readonly text: string;
  /** By this process's own count. */
  readonly since: number;
}

const locks = `SELECT id, lock_token AS token, locked_until_ms::text AS until
  FROM job WHERE queue = $1 AND state = 'active' AND locked_until_ms IS NOT NULL`;
/** Only if it is still as it was seen. */
const expire = `UPDATE job SET locked_until_ms = 0, stalled_marked = true
  WHERE queue = $1 AND id = $2 AND state = 'active' AND lock_token IS NOT DISTINCT FROM $3 AND locked_until_ms::text = $4`;
/** At the time 1 only what has ended at 0 is over. */
const reclaim = 'SELECT move_stalled_jobs_to_wait($1, 1000000, 1, 0)';

export class StaleJobs {
  private seen = new Map<string, SeenLock>();

  /** @param lockMs for which a lock holds */
  constructor(
    private readonly query: Query,
    private readonly queue: string,
    private readonly lockMs: number,
  ) {}

  /** Gives jobs whose locks were not renewed for long to others. @returns how many */
  async look(now = performance.now()): Promise<number> {
    const rows = (await this.query(locks, [this.queue])).rows as readonly LockRow[];
    const before = this.seen;
    this.seen = new Map(rows.map((row) => [row.id, seenAgain(before.get(row.id), row, now)]));
    const stale = rows.filter(({ id }) => now - (this.seen.get(id)?.since ?? now) > this.lockMs);
    for (const { id, token, until } of stale) await this.query(expire, [this.queue, id, token, until]);
    if (stale.length > 0) await this.query(reclaim, [this.queue]);
    return stale.length;
  }
}

function seenAgain(before: SeenLock | undefined, { token, until }: LockRow, now: number): SeenLock {
  const text = `${token} ${until}`;
  return before?.text === text ? before : { text, since: now };
}

/** The database of a queue. */
export function queryOf({ connection }: PostgresQueueBackend): Query {
  return (text, values) => connection.pool.query(text, [...values]);
}
