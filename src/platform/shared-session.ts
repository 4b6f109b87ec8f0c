/**
 * A session on its own thread whose large inputs and outputs lie in shared memory: how several single-threaded
 * sessions work on one training step at a time. Small operators don't split over threads, so sessions side by side use
 * the cores better than one session that uses them all.
 */
import type { RuntimeTensor } from './sessions.js';
import { type Moved, WorkerThread } from './workers.js';

/** A tensor in shared memory. */
export interface SharedTensor {
  readonly name: string;
  readonly shape: readonly number[];
  /** Position and length in float32 values. */
  readonly offset: number;
  readonly length: number;
}

export interface SharedSessionSetup {
  readonly model: Uint8Array;
  readonly threads: number;
  /** Read before each run. */
  readonly inputMemory: SharedArrayBuffer;
  readonly inputs: readonly SharedTensor[];
  /** Written after each run. */
  readonly outputMemory: SharedArrayBuffer;
  readonly outputs: readonly SharedTensor[];
}

export type SharedSessionRequest =
  | { readonly kind: 'setup'; readonly setup: SharedSessionSetup }
  | { readonly kind: 'run'; readonly feeds: Readonly<Record<string, RuntimeTensor>> };

export type SharedSessionResult = Readonly<Record<string, RuntimeTensor>>;

export class SharedSession {
  private constructor(private readonly thread: WorkerThread<SharedSessionRequest, SharedSessionResult>) {}

  static async create(setup: SharedSessionSetup): Promise<SharedSession> {
    const thread = new WorkerThread<SharedSessionRequest, SharedSessionResult>('session');
    try {
      await thread.ask({ kind: 'setup', setup });
    } catch (error) {
      await thread.dispose();
      throw error;
    }
    return new SharedSession(thread);
  }

  /** @returns the outputs that are not in shared memory; the buffers of the feeds move away */
  run(feeds: Readonly<Record<string, RuntimeTensor>>): Promise<SharedSessionResult> {
    const transfer = new Set(Object.values(feeds).map(({ data }) => data.buffer as ArrayBuffer));
    return this.thread.ask({ kind: 'run', feeds }, [...transfer]);
  }

  dispose(): Promise<void> {
    return this.thread.dispose();
  }
}

export type SharedSessionAnswer = Moved<SharedSessionResult>;
