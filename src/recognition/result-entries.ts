/**
 * What records of results say: one JSON object a line. Several records may speak of one document, those of shards and the
 * one of all; each is written by one process, and nobody writes into another's.
 */
import { z } from 'zod';
import { joinPath, longestText, namesIn, readBytesIfThere } from '../files/index.js';

const entrySchema = z.object({
  key: z.string(),
  /** Of the document, the model and the options; `null` where nobody said what it was read with. */
  hash: z.string().nullable(),
  /** Of the table, each with its line end; missing where writing has only begun. */
  rows: z.string().optional(),
  /**
   * Higher than that of another record's entry that it replaces: a document that was read again with something else. No clock
   * is asked, since machines have different ones. Missing for 0.
   */
  turn: z.number().int().positive().optional(),
  /** Of a PDF that was put together: its pages in their order, each with the hash that it had then. It has no rows. */
  pages: z.array(z.object({ key: z.string(), hash: z.string().nullable() })).optional(),
});

export type ResultEntry = z.infer<typeof entrySchema>;

const recordFile = /^ductus-results(?:\.\d+-of-\d+)?\.jsonl$/;

/** The names of the records of a folder, in a stable order. */
export async function recordsIn(folder: string): Promise<readonly string[]> {
  return (await namesIn(folder)).filter((name) => recordFile.test(name)).sort();
}

/** What a record said last of each document, in the order of saying. @returns `undefined` where there is no such file */
export async function readEntries(folder: string, name: string): Promise<Map<string, ResultEntry> | undefined> {
  const bytes = await readBytesIfThere(joinPath(folder, name));
  if (!bytes) return undefined;
  const entries = new Map<string, ResultEntry>();
  for (const entry of entriesIn(new TextDecoder().decode(bytes.subarray(0, longestText)))) {
    entries.delete(entry.key);
    entries.set(entry.key, entry);
  }
  return entries;
}

/** What several records say of one document. */
export interface Settled {
  readonly entry: ResultEntry;
  /** Whether they say that it was read differently, and none that it replaces the other; `entry` is the first then. */
  readonly differs: boolean;
}

/** @param entries of one document, one a record. @returns `undefined` where there are none */
export function settle(entries: readonly ResultEntry[]): Settled | undefined {
  const turn = Math.max(...entries.map(turnOf));
  const latest = entries.filter((entry) => turnOf(entry) === turn);
  const entry = latest.find(({ rows }) => rows !== undefined) ?? latest.at(0);
  return (
    entry && {
      entry,
      differs: latest.some(({ hash, rows = entry.rows }) => hash !== entry.hash || rows !== entry.rows),
    }
  );
}

export function turnOf({ turn = 0 }: ResultEntry): number {
  return turn;
}

/** Half a line that a crash left says nothing. */
function* entriesIn(text: string): Generator<ResultEntry> {
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
