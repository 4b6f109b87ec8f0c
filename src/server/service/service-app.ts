/** What a program gives the service and has of it. Types alone: the packages that it needs are loaded with the app. */
import type { AccessToken } from './guard.js';
import type { ServiceLimits } from './limits.js';
import type { WatchedQueue } from './queue-watch.js';
import type { ReadingService } from './reading-service.js';

export interface AppOptions {
  /** Reads; whoever gives it disposes of it, after the app is closed. */
  readonly reading: ReadingService;
  /** A folder for jobs, which survive the process. Default: none are taken. */
  readonly jobs?: string | undefined;
  /** Hours that jobs are kept after their end. Default: 24. */
  readonly keepHours?: number | undefined;
  /** A queue that other machines read from, to show how it stands: its address, or the queue. Default: none is shown. */
  readonly queue?: string | WatchedQueue | undefined;
  /** Default: `usualLimits`. */
  readonly limits?: Partial<ServiceLimits> | undefined;
  /** Who asks must have one of these. Default: whoever reaches the service may ask. */
  readonly tokens?: readonly AccessToken[] | undefined;
  /** Names by which the service is asked, without ports. Default: those of this machine itself. */
  readonly hosts?: readonly string[] | undefined;
  /** Where the built browser app lies, to serve it too. */
  readonly folder?: string | undefined;
  /** Told of each request, once it is answered. Nothing of its contents is in there. */
  readonly log?: ((event: AnsweredEvent) => void) | undefined;
}

export interface AnsweredEvent {
  readonly kind: 'answered';
  /** As the answer's header X-Request-Id. */
  readonly id: string;
  /** The pattern of the interface, `file` for the app's files. */
  readonly route: string;
  readonly method: string;
  readonly status: number;
  readonly milliseconds: number;
  /** A token's name, or an address. */
  readonly client: string;
  /** Of the document. */
  readonly bytes: number;
  readonly pages: number;
  readonly lines: number;
  /** Whether the client went away before. */
  readonly gone: boolean;
  /** What is none of the client's doing. */
  readonly fault?: unknown;
}

export interface ServiceApp {
  /**
   * Answers a request.
   * @param client the address that it comes from, where there is one
   */
  fetch(request: Request, client?: string): Promise<Response>;
  /** Takes no more requests, and gives up what is worked on of jobs. @returns when those under way are answered. Again does nothing */
  close(): Promise<void>;
}
