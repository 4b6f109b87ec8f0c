/**
 * What stands in a queue: a few documents by their keys, and what they are to be read with. No contents: a job is some
 * kilobytes, however large its pages are. It is bound to the models by their checksums, so that whoever takes it reads as the
 * one who added it would have.
 */
import { z } from 'zod';
import { sha256 } from '../../files/index.js';
import { outputFormats } from '../../formats/index.js';
import type { DocumentToRead } from '../../recognition/node.js';

/** Of what a queue holds; another version's is not read. */
export const queueVersion = 1;

const hash = z.string().regex(/^[0-9a-f]{64}$/);
const page = z.number().int().positive();
const object = z.object({ store: z.string(), key: z.string() }).optional();
const named = { path: z.string(), key: z.string(), object };

const placeSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('image'), path: z.string() }),
  z.object({ kind: z.literal('pdf'), path: z.string(), page }),
  z.object({ kind: z.literal('tiff'), path: z.string(), page }),
]);

const documentSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('line'), ...named }),
  z.object({ kind: z.literal('page'), ...named, imagePath: z.string().optional() }),
  z.object({ kind: z.literal('unsegmented'), ...named, place: placeSchema, description: z.string().optional() }),
]);

const readingSchema = z.object({
  /** The address of the store that results go to, and models come from. */
  out: z.string(),
  /** Checksums of the models' files; without a layout model lines are found by the classical method. */
  model: hash,
  layout: hash.nullable(),
  /** As `Recognizer.load` takes it; `null`: what is tuned for the model. */
  language: z.union([z.enum(['auto', 'none']), z.array(z.string())]).nullable(),
  /** What `ductus tune` wrote for the model, as text. */
  tuned: z.string().nullable(),
  /** Of the languages' files, so that nobody reads with others. */
  languageHash: hash,
  formats: z.array(z.enum(outputFormats)).min(1),
  upright: z.boolean(),
  rightToLeft: z.boolean().nullable(),
});

/** What documents are read with, and where what comes of them goes. */
export type Reading = z.infer<typeof readingSchema>;

const jobSchema = z.object({
  version: z.literal(queueVersion),
  /** Follows the documents from here to logs and records. */
  trace: z.string(),
  reading: readingSchema,
  documents: z.array(documentSchema).min(1),
  /** How often who read it died, since it has a single document. */
  deaths: z.number().int().nonnegative(),
  /** How often it was tried again by hand. */
  round: z.number().int().nonnegative(),
});

/** A document that lies in a store of objects: its address and its key there, since not every key can be told from its path. */
export interface ObjectPlace {
  readonly store: string;
  readonly key: string;
}

export type JobDocument = DocumentToRead & { readonly object?: ObjectPlace | undefined };

export interface ReadingJob {
  readonly trace: string;
  readonly reading: Reading;
  readonly documents: readonly JobDocument[];
  readonly deaths: number;
  readonly round: number;
}

/** @returns `undefined` for what is no job, or one of another version */
export function parseReadingJob(data: unknown): ReadingJob | undefined {
  // What zod makes optional is `undefined` where it is missing, which none of the readers tells apart.
  return jobSchema.safeParse(data).data as ReadingJob | undefined;
}

/** As it stands in a queue. */
export function readingJobData(job: ReadingJob): object {
  return { version: queueVersion, ...job };
}

const unreadSchema = z.object({ unread: z.array(z.object({ key: z.string(), reason: z.string() })) });

/** Why the documents of a job that failed were not read, in its data; nothing where it failed otherwise. */
export function unreadIn(data: unknown): readonly { readonly key: string; readonly reason: string }[] {
  return unreadSchema.safeParse(data).data?.unread ?? [];
}

/** The same for the same documents, read with the same: twice the same job is one. */
export function readingJobId({ reading, documents, deaths, round }: Omit<ReadingJob, 'trace'>): string {
  return sha256(JSON.stringify([reading, documents, deaths, round]));
}

/** How often who reads a page may die, and the page be given to the next. */
export const mostDeaths = 3;
/** Parts of a job whose reader died: two deaths, and each of 50 documents is alone. */
const parts = 8;

/**
 * What becomes of a job whose reader died: smaller ones, and of a single document the same, until it was so too often.
 * @returns nothing where the document is to be set aside
 */
export function afterDeath<J extends { readonly documents: readonly unknown[]; readonly deaths: number }>(
  job: J,
): readonly J[] {
  const { documents, deaths } = job;
  if (documents.length === 1) return deaths + 1 < mostDeaths ? [{ ...job, deaths: deaths + 1 }] : [];
  const size = Math.ceil(documents.length / parts);
  return inBatches(documents, size).map((some) => ({ ...job, documents: some }));
}

export function inBatches<T>(things: readonly T[], size: number): readonly (readonly T[])[] {
  return Array.from({ length: Math.ceil(things.length / size) }, (_, n) => things.slice(n * size, (n + 1) * size));
}
