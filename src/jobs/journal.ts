/** What happened to jobs, one JSON object a line in a file that grows; what ends the process leaves whole lines. */
import { type FileHandle, open } from 'node:fs/promises';
import { z } from 'zod';
import { readBytesIfThere, writeChunksAtomic } from '../files/index.js';

const page = z.number().int().positive();
const id = z.string();
const at = z.string();

const entrySchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('accepted'),
    ...{ id, at, name: z.string(), owner: z.string(), document: z.string(), pages: z.number().int().nonnegative() },
    options: z.record(z.string(), z.string()),
  }),
  z.object({ kind: z.literal('began'), id, at, page }),
  /** A page that was given up in order, and is no suspect. */
  z.object({ kind: z.literal('released'), id, at, page }),
  z.object({ kind: z.literal('done'), id, at, page, result: z.string() }),
  z.object({ kind: z.literal('unread'), id, at, page, reason: z.string() }),
  z.object({ kind: z.literal('cancelled'), id, at }),
  z.object({ kind: z.literal('removed'), id, at }),
]);

export type JournalEntry = z.infer<typeof entrySchema>;

export class Journal {
  private last: Promise<unknown> = Promise.resolve();

  private constructor(private readonly file: FileHandle) {}

  /** What a file has; half a line that a crash left says nothing. */
  static async read(path: string): Promise<readonly JournalEntry[]> {
    const bytes = await readBytesIfThere(path);
    if (!bytes) return [];
    return new TextDecoder()
      .decode(bytes)
      .split('\n')
      .flatMap((line) => entryOf(line) ?? []);
  }

  /** Begins the file anew with what still matters. */
  static async rewrite(path: string, entries: Iterable<JournalEntry>): Promise<Journal> {
    await writeChunksAtomic(path, linesOf(entries));
    return new Journal(await open(path, 'a'));
  }

  /**
   * Adds to it, in the order of the calls.
   * @param durable whether it must outlive a loss of power too, and not only the process
   */
  append(entry: JournalEntry, durable = false): Promise<void> {
    const write = this.last.then(async () => {
      await this.file.appendFile(`${JSON.stringify(entry)}\n`);
      if (durable) await this.file.datasync();
    });
    // Who is waiting is told; the next one is written all the same.
    this.last = write.catch(() => undefined);
    return write;
  }

  async close(): Promise<void> {
    await this.last;
    await this.file.close();
  }
}

function* linesOf(entries: Iterable<JournalEntry>): Generator<string> {
  for (const entry of entries) yield `${JSON.stringify(entry)}\n`;
}

function entryOf(line: string): JournalEntry | undefined {
  if (line === '') return undefined;
  try {
    return entrySchema.safeParse(JSON.parse(line)).data;
  } catch {
    return undefined;
  }
}
