/**
 * A session on its own thread. Small operators don't split over threads, so single-threaded sessions side by side use
 * the cores better than one session that uses them all. What is large and stays (weights in, gradients out) can lie in
 * shared memory.
 */
import type { RuntimeTensor, SessionOptions } from './sessions.js';
import { withoutTelemetry } from './telemetry.js';
import { type Moved, WorkerThread } from './workers.js';

/** A tensor in shared memory. */
export interface SharedTensor {
  readonly name: string;
  readonly shape: readonly number[];
  /** Position and length in float32 values. */
  readonly offset: number;
  readonly length: number;
}

export interface SharedTensors {
  readonly memory: SharedArrayBuffer;
  readonly tensors: readonly SharedTensor[];
}

export interface ThreadSessionSetup extends SessionOptions {
  readonly model: Uint8Array;
  /** Read before each run. */
  readonly inputs?: SharedTensors;
  /** Written after each run. */
  readonly outputs?: SharedTensors;
}

export type ThreadSessionRequest =
  | { readonly kind: 'setup'; readonly setup: ThreadSessionSetup }
  | { readonly kind: 'run'; readonly feeds: Readonly<Record<string, RuntimeTensor>> };

export type ThreadSessionResult = Readonly<Record<string, RuntimeTensor>>;

export class ThreadSession {
  private constructor(private readonly thread: WorkerThread<ThreadSessionRequest, ThreadSessionResult>) {}

  static async create(setup: ThreadSessionSetup): Promise<ThreadSession> {
    withoutTelemetry();
    const thread = new WorkerThread<ThreadSessionRequest, ThreadSessionResult>('session');
    try {
      await thread.ask({ kind: 'setup', setup });
    } catch (error) {
      await thread.dispose();
      throw error;
    }
    return new ThreadSession(thread);
  }

  /** Sessions beside each other: all of them, or none. @throws what kept the first from starting */
  static async createAll(setups: readonly ThreadSessionSetup[]): Promise<readonly ThreadSession[]> {
    const started = await Promise.allSettled(setups.map((setup) => ThreadSession.create(setup)));
    const sessions = started.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
    const failed = started.find((one) => one.status === 'rejected');
    if (!failed) return sessions;
    await Promise.all(sessions.map((session) => session.dispose()));
    throw failed.reason;
  }

  /** Runs that are not done yet. */
  get load(): number {
    return this.thread.load;
  }

  /** @returns the outputs that are not in shared memory; the buffers of the feeds move away */
  run(feeds: Readonly<Record<string, RuntimeTensor>>): Promise<ThreadSessionResult> {
    const transfer = new Set(Object.values(feeds).map(({ data }) => data.buffer as ArrayBuffer));
    return this.thread.ask({ kind: 'run', feeds }, [...transfer]);
  }

  dispose(): Promise<void> {
    return this.thread.dispose();
  }
}

export type ThreadSessionAnswer = Moved<ThreadSessionResult>;
