/** The sessions of one model that only reads: one for what comes alone, and others side by side for much at a time. */
import { createSession, type RuntimeTensor, type Session } from './sessions.js';
import { inSharedMemory } from './shared-memory.js';
import { startSessions, type ThreadSession } from './thread-session.js';
import { Turns } from './turns.js';

type Tensors = Readonly<Record<string, RuntimeTensor>>;

export interface PoolRun {
  /** Beside others, on a thread of its own, where the pool has threads; the buffers of the feeds move there. */
  readonly beside?: boolean | undefined;
  readonly signal?: AbortSignal | undefined;
}

export class SessionPool {
  private readonly alone = new Turns(1);
  private readonly side: Turns;
  private beside: Promise<readonly ThreadSession[]> | undefined;

  private constructor(
    private readonly session: Session,
    /** In shared memory, for sessions that are not there yet. */
    private model: Uint8Array | undefined,
    private readonly threads: number,
  ) {
    // One more than there are sessions, so that none waits while results are taken.
    this.side = new Turns(threads + 1);
  }

  /** @throws when the bytes are not a model that ONNX Runtime accepts */
  static async open(model: Uint8Array, threads: number): Promise<SessionPool> {
    const session = await createSession(model, { threads });
    return new SessionPool(session, threads > 1 ? inSharedMemory(model) : undefined, threads);
  }

  /** Runs the graph once. @throws the signal's reason, as `Turns` says */
  run(feeds: Tensors, { beside = false, signal }: PoolRun = {}): Promise<Tensors> {
    if (!beside || this.threads === 1) return this.alone.take(() => this.session.run(feeds), signal);
    return this.side.take(async () => {
      const [first, ...others] = await this.sessions();
      const least = others.reduce((a, b) => (b.load < (a?.load ?? 0) ? b : a), first);
      if (!least) throw new Error('SessionPool: it has no session');
      return least.run(feeds);
    }, signal);
  }

  private sessions(): Promise<readonly ThreadSession[]> {
    this.beside ??= this.start();
    return this.beside;
  }

  /** All read the same bytes, which are not needed once the sessions have them. */
  private async start(): Promise<readonly ThreadSession[]> {
    const { model } = this;
    if (!model) return [];
    const sessions = await startSessions(Array.from({ length: this.threads }, () => ({ model, threads: 1 })));
    this.model = undefined;
    return sessions;
  }

  /** Frees memory and threads; what runs is to be awaited before. */
  async dispose(): Promise<void> {
    const beside = (await this.beside?.catch(() => undefined)) ?? [];
    await Promise.all([this.session, ...beside].map((session) => session.dispose()));
  }
}
