/**
 * What is kept of each document beside its files: of what contents, by which models, with which options they are. It is written
 * last, so that where it is, the files are. Before the first file its place holds the path alone, which takes the name.
 */
import { z } from 'zod';
import { ObjectError, type ObjectStore } from '../../objects/index.js';

const recordSchema = z.object({
  key: z.string(),
  /** As `DocumentToRead` has it: another document of the same key is not written over it. */
  path: z.string(),
  /** SHA-256 of the document, the models, and all else that the texts depend on. */
  content: z.string(),
  model: z.string(),
  options: z.string(),
  /** Keys in the store. */
  files: z.array(z.string()),
  /** Of its texts; the errors are those that the confidences of the characters make one expect. */
  lines: z.number(),
  characters: z.number(),
  expectedErrors: z.number(),
  /** As the job had it. */
  trace: z.string(),
});

export type PageRecord = z.infer<typeof recordSchema>;

/** Of a record, and of a name that is taken. */
const holderSchema = recordSchema.pick({ path: true });

export const recordKey = (key: string) => `records/${key}.json`;

/** @returns `undefined` where there is none, or it is damaged */
export async function pageRecord(store: ObjectStore, key: string): Promise<PageRecord | undefined> {
  return recordSchema.safeParse(await present(store, key)).data;
}

/**
 * Takes a name for a document, before anything of it is written: of two that are read at the same time, one has it.
 * @returns whether no other document has it
 */
export async function takeName(store: ObjectStore, key: string, path: string): Promise<boolean> {
  try {
    const name = new TextEncoder().encode(`${JSON.stringify({ path })}\n`);
    if ((await store.write(recordKey(key), name, { ifAbsent: true })) === 'written') return true;
  } catch (error) {
    // There two that are written at the very same time are not told apart; those of before are.
    if (!(error instanceof ObjectError) || error.code !== 'object/unsupported') throw error;
  }
  const holder = holderSchema.safeParse(await present(store, key)).data;
  return holder === undefined || holder.path === path;
}

/** What is at a record's place. */
async function present(store: ObjectStore, key: string): Promise<unknown> {
  try {
    return JSON.parse(new TextDecoder().decode(await store.read(recordKey(key))));
  } catch (error) {
    if (error instanceof SyntaxError || (error instanceof ObjectError && error.code === 'object/not-found'))
      return undefined;
    throw error;
  }
}

export async function writePageRecord(store: ObjectStore, record: PageRecord): Promise<void> {
  await store.write(recordKey(record.key), new TextEncoder().encode(`${JSON.stringify(record)}\n`));
}

/** Whether what is there is what would be written. */
export function isSame(a: PageRecord | undefined, b: Pick<PageRecord, 'content' | 'model' | 'options'>): boolean {
  return a !== undefined && a.content === b.content && a.model === b.model && a.options === b.options;
}
