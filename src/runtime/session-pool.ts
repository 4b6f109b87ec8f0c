/** The sessions of one model that only reads: one for what comes alone, and others side by side for much at a time. */
import { createSession, type RuntimeTensor, type Session } from './sessions.js';
import { inSharedMemory } from './shared-memory.js';
import { startSession, type ThreadSession } from './thread-session.js';
import { Turns } from './turns.js';

type Tensors = Readonly<Record<string, RuntimeTensor>>;

export interface PoolRun {
  /** Beside others, on a thread of its own, where the pool has threads; the buffers of the feeds move there. */
  readonly beside?: boolean | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** One that could not start, or whose thread died, is taken out of the pool. */
interface SideSession {
  readonly started: Promise<ThreadSession>;
  /** Runs that are not done yet. */
  load: number;
}

export class SessionPool {
  private readonly alone = new Turns(1);
  private readonly side: Turns;
  private readonly beside: SideSession[] = [];

  private constructor(
    private readonly session: Session,
    /** In shared memory, which all of them read, and who comes for one that died. */
    private readonly model: Uint8Array | undefined,
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
      const session = this.least();
      session.load++;
      try {
        const started = await session.started;
        try {
          return await started.run(feeds);
        } finally {
          if (started.hasDied) this.takeOut(session);
        }
      } finally {
        session.load--;
      }
    }, signal);
  }

  /** The one that has the least to do; another one where all have something, as long as there are threads. */
  private least(): SideSession {
    const [least] = [...this.beside].sort((a, b) => a.load - b.load);
    const isFull = this.beside.length === this.threads;
    return least && (least.load === 0 || isFull) ? least : this.another();
  }

  private another(): SideSession {
    const { model } = this;
    if (!model) throw new Error('SessionPool: it has no model');
    const session = { started: startSession({ model, threads: 1 }), load: 0 };
    this.beside.push(session);
    session.started.catch(() => this.takeOut(session));
    return session;
  }

  private takeOut(session: SideSession): void {
    const place = this.beside.indexOf(session);
    if (place >= 0) this.beside.splice(place, 1);
  }

  /** Frees memory and threads; what runs is to be awaited before. */
  async dispose(): Promise<void> {
    const started = await Promise.allSettled(this.beside.map((session) => session.started));
    const beside = started.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : []));
    await Promise.all([this.session, ...beside].map((session) => session.dispose()));
  }
}
