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
  /** A page that was given up in order, and is no suspect; where something else failed at it, what. */
  z.object({ kind: z.literal('released'), id, at, page, trouble: z.string().optional() }),
  z.object({ kind: z.literal('done'), id, at, page, result: z.string() }),
  z.object({ kind: z.literal('unread'), id, at, page, reason: z.string() }),
  z.object({ kind: z.literal('cancelled'), id, at }),
  z.object({ kind: z.literal('removed'), id, at }),
]);

export type JournalEntry = z.infer<typeof entrySchema>;

/** Lines after which the file is begun anew. */
const usualMost = 50_000;

export class Journal {
  private last: Promise<unknown> = Promise.resolve();
  /** Since the file was begun. */
  private lines = 0;
  /** Whether it may end in half a line, since a disk was full. */
  private isTorn = false;

  private constructor(
    private readonly path: string,
    private file: FileHandle,
    private readonly entries: () => Iterable<JournalEntry>,
    private readonly check: () => Promise<void>,
    private readonly most: number,
  ) {}

  /** What a file has; half a line that a crash left says nothing. */
  static async read(path: string): Promise<readonly JournalEntry[]> {
    const bytes = await readBytesIfThere(path);
    if (!bytes) return [];
    return new TextDecoder()
      .decode(bytes)
      .split('\n')
      .flatMap((line) => entryOf(line) ?? []);
  }

  /**
   * Begins the file anew with what still matters, now and after so many lines.
   * @param entries the least that tells the same as all that was appended
   * @param check before each further line; what it throws, whoever appends is told, and nothing is written
   */
  static async rewrite(
    path: string,
    entries: () => Iterable<JournalEntry>,
    check: () => Promise<void> = async () => undefined,
    most = usualMost,
  ): Promise<Journal> {
    await writeChunksAtomic(path, linesOf(entries()));
    return new Journal(path, await open(path, 'a'), entries, check, most);
  }

  /**
   * Adds to it, in the order of the calls.
   * @param durable whether it must outlive a loss of power too, and not only the process
   * @param written what is to follow before anything else is written
   */
  append(entry: JournalEntry, durable: boolean, written: () => void): Promise<void> {
    const write = this.last.then(async () => {
      await this.check();
      const before = this.isTorn ? '\n' : '';
      this.isTorn = true;
      await this.file.appendFile(`${before}${JSON.stringify(entry)}\n`);
      this.isTorn = false;
      if (durable) await this.file.datasync();
      written();
    });
    // Who is waiting is told; the next one is written all the same.
    this.last = write.then(() => this.shorten()).catch(() => undefined);
    return write;
  }

  async close(): Promise<void> {
    await this.last;
    await this.file.close();
  }

  private async shorten(): Promise<void> {
    this.lines++;
    if (this.lines < this.most) return;
    await writeChunksAtomic(this.path, linesOf(this.entries()));
    await this.file.close();
    this.file = await open(this.path, 'a');
    this.isTorn = false;
    this.lines = 0;
  }
}

/** The last pages, that the rate is told of. */
const mostLooked = 200;

/**
 * How fast the last pages were done, from the beginning of the first of them to the end of the last. What was done before the file
 * was begun anew doesn't count: of it only the last change is known.
 * @returns `null` where there are none
 */
export function pagesPerSecond(entries: readonly JournalEntry[]): number | null {
  const begun = new Map<string, number>();
  const done: { readonly from: number; readonly to: number }[] = [];
  for (const entry of entries) {
    if (entry.kind === 'began') begun.set(`${entry.id}#${entry.page}`, Date.parse(entry.at));
    if (entry.kind !== 'done') continue;
    const from = begun.get(`${entry.id}#${entry.page}`);
    if (from !== undefined) done.push({ from, to: Date.parse(entry.at) });
  }
  const last = done.slice(-mostLooked);
  const seconds = (Math.max(...last.map(({ to }) => to)) - Math.min(...last.map(({ from }) => from))) / 1000;
  return seconds > 0 ? last.length / seconds : null;
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
