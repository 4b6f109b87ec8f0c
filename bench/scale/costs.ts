/** What a page costs, as it was measured: what the simulation goes by. */
import { readFile } from 'node:fs/promises';
import { z } from 'zod';

const seconds = z.number().nonnegative();
const count = z.number().nonnegative();

const costsSchema = z.object({
  /** Where and how the figures came about. */
  sources: z.record(z.string(), z.string()),
  page: z.object({
    /** Of one thread in a process that is warm, from the image's bytes to its text. */
    seconds,
    /** Standard deviation of the logarithm of the seconds. */
    spread: count,
    bytesIn: count,
    bytesOut: count,
    /** Requests to the store, before and after a page is read. */
    reads: count,
    writes: count,
  }),
  /** From the start of a process to its first page, beyond what the page costs. */
  startSeconds: seconds,
  /** Seconds of the server's processor. */
  queue: z.object({
    /** A job from its being added to its end, without pages. */
    job: seconds,
    /** Of it, adding. */
    add: seconds,
    /** A lock that is renewed. */
    renewal: seconds,
    /** A worker that has nothing to do, each second. */
    idle: seconds,
    /** Commands of a job, as the server counts them, those within scripts too. */
    commands: count,
    /** Memory of the server, of a job that waits. */
    bytes: count,
  }),
  /** Who adds: seconds of its processor, and memory. */
  adding: z.object({
    /** A document that is looked for on a disk. */
    documentSeconds: seconds,
    /** A job that is put into the queue. */
    jobSeconds: seconds,
    documentBytes: count,
  }),
});

export type Costs = z.infer<typeof costsSchema>;

export function parseCosts(value: unknown): Costs {
  return costsSchema.parse(value);
}

export async function readCosts(path: string | URL): Promise<Costs> {
  return parseCosts(JSON.parse(await readFile(path, 'utf8')));
}
