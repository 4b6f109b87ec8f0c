/**
 * Who is let in: so many requests at once, so many of one client, and so many bytes of all. A request has its place before
 * anything of its body is read, so however many come, the memory that they take is bounded.
 */
import type { ServiceLimits } from './limits.js';
import { ServiceError } from './service-error.js';

/** A request's place; to be given back. */
export class Place {
  private bytes = 0;
  private isGiven = false;

  constructor(
    private readonly admission: Admission,
    readonly client: string,
  ) {}

  /**
   * Counts bytes that are held for the request.
   * @throws ServiceError when all requests together hold too many
   */
  hold(bytes: number): void {
    this.admission.hold(bytes);
    this.bytes += bytes;
  }

  release(): void {
    if (this.isGiven) return;
    this.isGiven = true;
    this.admission.leave(this.client, this.bytes);
  }
}

export class Admission {
  private count = 0;
  private bytes = 0;
  private isClosed = false;
  private readonly perClient = new Map<string, number>();
  private readonly empty = new Set<() => void>();

  constructor(private readonly limits: ServiceLimits) {}

  /** Requests that wait or are worked on. */
  get requests(): number {
    return this.count;
  }

  get heldBytes(): number {
    return this.bytes;
  }

  get isFull(): boolean {
    return this.isClosed || this.count >= this.limits.queue;
  }

  /**
   * @param client whose place it is: a token's name, or an address
   * @throws ServiceError when there is none
   */
  enter(client: string): Place {
    if (this.isClosed) throw new ServiceError('service/stopping', 'the service is about to stop');
    if (this.count >= this.limits.queue)
      throw new ServiceError('service/busy', 'the service has no room for more requests now');
    const present = this.perClient.get(client) ?? 0;
    if (present >= this.limits.queuePerClient) {
      throw new ServiceError(
        'service/too-many',
        `this client has ${present} requests under way, and no more are taken at once`,
      );
    }
    this.count++;
    this.perClient.set(client, present + 1);
    return new Place(this, client);
  }

  hold(bytes: number): void {
    if (this.bytes + bytes > this.limits.heldBytes) {
      throw new ServiceError('service/busy', 'the service holds as many documents as it may now');
    }
    this.bytes += bytes;
  }

  leave(client: string, bytes: number): void {
    this.count--;
    this.bytes -= bytes;
    const left = (this.perClient.get(client) ?? 1) - 1;
    if (left === 0) this.perClient.delete(client);
    else this.perClient.set(client, left);
    if (this.count === 0) for (const resolve of this.empty) resolve();
  }

  /** Lets nobody in any more. @returns when all who are in have left */
  async close(): Promise<void> {
    this.isClosed = true;
    if (this.count > 0) await new Promise<void>((resolve) => this.empty.add(resolve));
  }
}
