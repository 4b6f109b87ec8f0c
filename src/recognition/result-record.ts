/**
 * What a folder of results keeps of them: which documents are written, from what and how they were read, and their rows of
 * the table. One JSON object a line, added as documents are written, so that whatever ends the work leaves it whole.
 */
import { z } from 'zod';
import { appendLine, joinPath, longestText, makeFolder, parentFolder, readBytesIfThere } from '../files/index.js';

const recordName = 'ductus-results.jsonl';

const entrySchema = z.object({
  key: z.string(),
  /** Of the document, the model and the options; `null` where nobody said what it was read with. */
  hash: z.string().nullable(),
  /** Of the table, each with its line end; missing where writing has only begun. */
  rows: z.string().optional(),
});

type Entry = z.infer<typeof entrySchema>;

/** What is known of a document's results. */
export interface Recorded {
  readonly hash: string | null;
  readonly isDone: boolean;
}

export class ResultRecord {
  /** Whether the file ends in a whole line, as this process leaves it. */
  private isWhole = false;

  private constructor(
    private readonly path: string,
    /** By key, the last that was said. No rows: they stay in the file. */
    private readonly entries: Map<string, Recorded>,
    readonly isNew: boolean,
  ) {}

  /** @throws the system's error when the file is there and can't be read */
  static async open(folder: string): Promise<ResultRecord> {
    const path = joinPath(folder, recordName);
    const text = await textOf(path);
    const entries = new Map<string, Recorded>();
    for (const entry of entriesIn(text ?? '')) entries.set(entry.key, recorded(entry));
    return new ResultRecord(path, entries, text === undefined);
  }

  of(key: string): Recorded | undefined {
    return this.entries.get(key);
  }

  /** Says that a document's files are being written: until it is done, they are nobody else's. */
  begin(key: string, hash: string | null): Promise<void> {
    return this.add({ key, hash });
  }

  done(key: string, hash: string | null, rows: string): Promise<void> {
    return this.add({ key, hash, rows });
  }

  /** The rows of all documents that are done, those of the keys first and in their order. */
  async rows(keys: readonly string[]): Promise<readonly string[]> {
    const rows = new Map<string, string>();
    for (const { key, rows: written } of entriesIn((await textOf(this.path)) ?? '')) {
      if (written === undefined) rows.delete(key);
      else rows.set(key, written);
    }
    const first = keys.flatMap((key) => rows.get(key) ?? []);
    for (const key of keys) rows.delete(key);
    return [...first, ...rows.values()];
  }

  private async add(entry: Entry): Promise<void> {
    await makeFolder(parentFolder(this.path));
    await appendLine(this.path, JSON.stringify(entry), !this.isWhole && !this.isNew);
    this.isWhole = true;
    this.entries.set(entry.key, recorded(entry));
  }
}

function recorded({ hash, rows }: Entry): Recorded {
  return { hash, isDone: rows !== undefined };
}

async function textOf(path: string): Promise<string | undefined> {
  const bytes = await readBytesIfThere(path);
  return bytes && new TextDecoder().decode(bytes.subarray(0, longestText));
}

/** Half a line that a crash left says nothing. */
function* entriesIn(text: string): Generator<Entry> {
  for (const line of text.split('\n')) {
    if (line === '') continue;
    const parsed = entrySchema.safeParse(parsedJson(line));
    if (parsed.success) yield parsed.data;
  }
}

function parsedJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
