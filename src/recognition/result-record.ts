/**
 * What a folder of results keeps of them: which documents are written, from what and how they were read, and their rows of
 * the table. One JSON object a line, added as documents are written, so that whatever ends the work leaves it whole.
 *
 * Shards that share a folder have a record each, which only they write and all read.
 */
import { appendLine, joinPath, makeFolder, parentFolder } from '../files/index.js';
import { type ResultEntry, readEntries, recordsIn, settle, turnOf } from './result-entries.js';
import { type Shard, shardEnding } from './shards.js';

/** What is known of a document's results. */
export interface Recorded {
  /** `null` too where records say that it was read in different ways. */
  readonly hash: string | null;
  readonly isDone: boolean;
}

/** The name of the record of a shard, or of the one of all. */
export function recordName(shard?: Shard): string {
  return `ductus-results${shardEnding(shard)}.jsonl`;
}

export class ResultRecord {
  private readonly path: string;
  /** By key, the last that was said here. No rows: they stay in the file. */
  private readonly entries = new Map<string, ResultEntry>();
  /** The same of each other record of the folder. */
  private readonly others = new Map<string, readonly ResultEntry[]>();
  /** Whether the file ends in a whole line, as this process leaves it. */
  private isWhole = false;
  private isThere = false;

  private constructor(
    private readonly folder: string,
    private readonly name: string,
    private readonly names: readonly string[],
  ) {
    this.path = joinPath(folder, name);
  }

  /**
   * @param shard whose record is written. Default: that of all
   * @throws the system's error when a record is there and can't be read
   */
  static async open(folder: string, shard?: Shard): Promise<ResultRecord> {
    const name = recordName(shard);
    const record = new ResultRecord(folder, name, await recordsIn(folder));
    for (const present of record.names) await record.take(present);
    return record;
  }

  /** Whether the folder has no record at all, so that nothing in it can be results. */
  get isNew(): boolean {
    return this.names.length === 0;
  }

  of(key: string): Recorded | undefined {
    const settled = settle(this.said(key));
    if (!settled) return undefined;
    const { entry, differs } = settled;
    return { hash: differs ? null : entry.hash, isDone: entry.rows !== undefined };
  }

  /** Says that a document's files are being written: until it is done, they are nobody else's. */
  begin(key: string, hash: string | null): Promise<void> {
    return this.add({ key, hash });
  }

  done(key: string, hash: string | null, rows: string): Promise<void> {
    return this.add({ key, hash, rows });
  }

  /** Says that a PDF was put together of pages. */
  joined(key: string, pages: NonNullable<ResultEntry['pages']>): Promise<void> {
    return this.add({ key, hash: null, rows: '', pages });
  }

  /** Of which pages a PDF was put together. */
  pagesOf(key: string): ResultEntry['pages'] {
    return this.entries.get(key)?.pages;
  }

  /**
   * The rows of documents that are done.
   * @param keys whose rows come first, in their order
   * @param onlyThose whether rows of other documents are left out
   */
  async rows(keys: readonly string[], onlyThose = false): Promise<readonly string[]> {
    const entries = new Map<string, ResultEntry[]>();
    for (const name of new Set([...this.names, this.name])) {
      for (const entry of (await readEntries(this.folder, name))?.values() ?? []) {
        const said = entries.get(entry.key);
        if (said) said.push(entry);
        else entries.set(entry.key, [entry]);
      }
    }
    const rowsOf = (key: string) => settle(entries.get(key) ?? [])?.entry.rows ?? [];
    const first = new Set(keys);
    const rest = onlyThose ? [] : [...entries.keys()].filter((key) => !first.has(key));
    return [...first, ...rest].flatMap(rowsOf);
  }

  private async take(name: string): Promise<void> {
    const entries = await readEntries(this.folder, name);
    if (!entries) return;
    if (name === this.name) this.isThere = true;
    for (const [key, entry] of entries) {
      const kept = withoutRows(entry);
      if (name === this.name) this.entries.set(key, kept);
      else this.others.set(key, [...(this.others.get(key) ?? []), kept]);
    }
  }

  private said(key: string): readonly ResultEntry[] {
    const entry = this.entries.get(key);
    return [...(entry ? [entry] : []), ...(this.others.get(key) ?? [])];
  }

  private async add(entry: ResultEntry): Promise<void> {
    const turn = this.turnAt(entry);
    const written = turn > 0 ? { ...entry, turn } : entry;
    await makeFolder(parentFolder(this.path));
    await appendLine(this.path, JSON.stringify(written), !this.isWhole && this.isThere);
    this.isWhole = true;
    this.isThere = true;
    this.entries.set(entry.key, withoutRows(written));
  }

  /** After all others that say something else. */
  private turnAt({ key, hash }: ResultEntry): number {
    const before = this.entries.get(key);
    const others = (this.others.get(key) ?? []).map((entry) => turnOf(entry) + (entry.hash === hash ? 0 : 1));
    return Math.max(0, ...others, ...(before ? [turnOf(before)] : []));
  }
}

/** Rows are many: that there are some is enough to know. */
function withoutRows({ rows, ...entry }: ResultEntry): ResultEntry {
  return rows === undefined ? entry : { ...entry, rows: '' };
}
