/** Looks at a queue for whoever asks how it stands: once a second at most, and never longer than a person waits. */
import { setTimeout as passed } from 'node:timers/promises';
import { DuctusError } from '../../error.js';
import { fileName } from '../../files/index.js';
import { openReadingQueue, type QueueStatus, type ReadingQueue } from '../../jobs/index.js';
import { ServiceError } from './service-error.js';

/** What is asked of a queue. */
export type WatchedQueue = Pick<ReadingQueue, 'address' | 'status' | 'close'>;

export interface QueueState extends QueueStatus {
  /** The address, without a password; of a folder its name. */
  readonly queue: string;
}

const usualAnswerMs = 5000;
const freshMs = 1000;

export class QueueWatch {
  private opening: Promise<WatchedQueue> | undefined;
  private looking: Promise<QueueState> | undefined;

  private constructor(
    private readonly open: () => Promise<WatchedQueue>,
    private readonly answerMs: number,
  ) {}

  /**
   * @param queue its address, or the queue
   * @param answerMs that are waited for an answer
   * @throws QueueError for an address that names none; a server that is away may come back
   */
  static async begin(queue: string | WatchedQueue, answerMs = usualAnswerMs): Promise<QueueWatch> {
    const open = typeof queue === 'string' ? () => openReadingQueue(queue) : async () => queue;
    const watch = new QueueWatch(open, answerMs);
    await watch.opened().catch((error: unknown) => {
      if (!(error instanceof DuctusError && error.code === 'queue/unreachable')) throw error;
    });
    return watch;
  }

  /** @throws ServiceError where the queue does not answer */
  state(): Promise<QueueState> {
    if (this.looking) return this.looking;
    const looking = this.look();
    this.looking = looking;
    const forget = () => {
      this.looking = undefined;
    };
    void looking.then(() => passed(freshMs, undefined, { ref: false }).then(forget), forget);
    return looking;
  }

  async close(): Promise<void> {
    await (await this.opening?.catch(() => undefined))?.close();
  }

  private opened(): Promise<WatchedQueue> {
    this.opening ??= this.open();
    this.opening.catch(() => {
      this.opening = undefined;
    });
    return this.opening;
  }

  private async look(): Promise<QueueState> {
    const late = new AbortController();
    // Its server may be away: what is asked of it waits for it.
    const silence = passed(this.answerMs, undefined, { ref: false, signal: late.signal });
    try {
      const state = await Promise.race([this.ask(), silence]);
      if (state) return state;
    } catch (error) {
      if (!(error instanceof DuctusError)) throw error;
      throw new ServiceError('service/queue', error.message);
    } finally {
      silence.catch(() => undefined);
      late.abort();
    }
    throw new ServiceError(
      'service/queue',
      `the queue gave no answer for ${this.answerMs / 1000} s; is its server there?`,
    );
  }

  private async ask(): Promise<QueueState> {
    const queue = await this.opened();
    // Of a folder its name: nobody else need know where it is on this machine.
    const { address } = queue;
    return { queue: address.includes('://') ? address : fileName(address), ...(await queue.status()) };
  }
}
