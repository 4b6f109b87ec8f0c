/**
 * A session on its own thread. Small operators don't split over threads, so single-threaded sessions side by side use
 * the cores better than one session that uses them all. What is large and stays (weights in, gradients out) can lie in
 * shared memory. Where no memory can be shared, it runs on the thread that it is made on.
 */
import { beforeOnnx } from '#variant/runtime/onnx';
import { BoundSession, type BoundSessionSetup } from './bound-session.js';
import type { RuntimeTensor } from './sessions.js';
import { canShare } from './shared-memory.js';
import { Turns } from './turns.js';
import { WorkerThread } from './workers.js';

export type ThreadSessionRequest =
  | { readonly kind: 'setup'; readonly setup: BoundSessionSetup }
  | { readonly kind: 'run'; readonly feeds: Readonly<Record<string, RuntimeTensor>> };

export type ThreadSessionResult = Readonly<Record<string, RuntimeTensor>>;

export interface ThreadSession {
  /** @returns the outputs that are not in shared memory; the buffers of the feeds move away */
  run(feeds: Readonly<Record<string, RuntimeTensor>>): Promise<ThreadSessionResult>;
  /** Whether its thread ended though nobody asked it to: it runs nothing more. */
  readonly hasDied: boolean;
  dispose(): Promise<void>;
}

export function startSession(setup: BoundSessionSetup): Promise<ThreadSession> {
  return canShare ? OtherThread.start(setup) : ThisThread.start(setup);
}

/** Sessions beside each other: all of them, or none. @throws what kept the first from starting */
export async function startSessions(setups: readonly BoundSessionSetup[]): Promise<readonly ThreadSession[]> {
  const started = await Promise.allSettled(setups.map(startSession));
  const sessions = started.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : []));
  const failed = started.find(({ status }) => status === 'rejected');
  if (failed?.status !== 'rejected') return sessions;
  await Promise.all(sessions.map((session) => session.dispose()));
  throw failed.reason;
}

class OtherThread implements ThreadSession {
  private constructor(private readonly thread: WorkerThread<ThreadSessionRequest, ThreadSessionResult>) {}

  static async start(setup: BoundSessionSetup): Promise<ThreadSession> {
    await beforeOnnx();
    const thread = new WorkerThread<ThreadSessionRequest, ThreadSessionResult>('session');
    try {
      await thread.ask({ kind: 'setup', setup });
    } catch (error) {
      await thread.dispose();
      throw error;
    }
    return new OtherThread(thread);
  }

  run(feeds: Readonly<Record<string, RuntimeTensor>>): Promise<ThreadSessionResult> {
    const transfer = new Set(Object.values(feeds).map(({ data }) => data.buffer as ArrayBuffer));
    return this.thread.ask({ kind: 'run', feeds }, [...transfer]);
  }

  get hasDied(): boolean {
    return this.thread.hasDied;
  }

  dispose(): Promise<void> {
    return this.thread.dispose();
  }
}

class ThisThread implements ThreadSession {
  readonly hasDied = false;
  private readonly turns = new Turns(1);

  private constructor(private readonly session: BoundSession) {}

  static async start(setup: BoundSessionSetup): Promise<ThreadSession> {
    return new ThisThread(await BoundSession.create(setup));
  }

  run(feeds: Readonly<Record<string, RuntimeTensor>>): Promise<ThreadSessionResult> {
    return this.turns.take(() => this.session.run(feeds));
  }

  dispose(): Promise<void> {
    return this.turns.take(() => this.session.dispose());
  }
}
