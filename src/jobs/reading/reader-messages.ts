/** What the process that holds a job's lock and the one that reads say to each other. */

import type { ReadingJob } from '../queue/reading-job.js';
import type { DocumentOutcome, DocumentReaderOptions } from './document-reader.js';

export type ToReader =
  | { readonly kind: 'read'; readonly job: ReadingJob; readonly options: DocumentReaderOptions }
  /** Gives up what it reads. */
  | { readonly kind: 'stop' };

export type FromReader =
  | { readonly kind: 'document'; readonly outcome: DocumentOutcome }
  | { readonly kind: 'end' }
  /** @see failureText */
  | { readonly kind: 'failed'; readonly reason: string };
