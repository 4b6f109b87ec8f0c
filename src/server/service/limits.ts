/** What the service takes at most, of one request and of all. */

export interface ServiceLimits {
  /** Bytes of a request's body. */
  readonly bytes: number;
  /** Bytes of all bodies that are held at once. */
  readonly heldBytes: number;
  /** Pixels of a page. */
  readonly pixels: number;
  /** Pages of a document that is read at once; longer ones are jobs. */
  readonly pages: number;
  /** Characters of a transcription that lines are aligned with. */
  readonly characters: number;
  /** Requests that wait or are worked on. */
  readonly queue: number;
  /** Of these, those of one client: a token, or an address. */
  readonly queuePerClient: number;
  /** From a request's beginning to its answer. */
  readonly seconds: number;
  /** Bytes of a job's document. */
  readonly jobBytes: number;
  /** Pages of a job's document. */
  readonly jobPages: number;
  /** Jobs that are not finished. */
  readonly jobs: number;
}

export const usualLimits: ServiceLimits = {
  bytes: 30_000_000,
  heldBytes: 300_000_000,
  pixels: 60_000_000,
  pages: 10,
  characters: 100_000,
  queue: 128,
  queuePerClient: 96,
  seconds: 120,
  jobBytes: 200_000_000,
  jobPages: 2000,
  jobs: 100,
};
