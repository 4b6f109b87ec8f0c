/** Putting the results of shards together: one table, one record, and what is missing of all that was to be read. */
import { DataError } from '../dataset/index.js';
import { fileSize, fullPath, joinPath, writeChunksAtomic } from '../files/index.js';
import { writeTsv } from '../formats/index.js';
import { mergeLists, type ShardsMissing } from './merge-lists.js';
import { type ResultEntry, readEntries, recordsIn, settle } from './result-entries.js';
import { recordName } from './result-record.js';
import { tableName } from './results.js';
import { type ShardList, shardLists } from './shard-list.js';

export interface MergedResults extends ShardsMissing {
  /** Of all lines. */
  readonly table: string;
  /** That were read. */
  readonly documents: number;
  readonly lines: number;
  /** Keys of documents that the lists have, and that have not been read to their end. */
  readonly unread: readonly string[];
  /** Keys of documents that were read in different ways, none of which replaces the other. The table has the first. */
  readonly differing: readonly string[];
}

/**
 * Writes one table and one record of what folders of results have. Files stay where they are, and so do the records of
 * shards. Reading into the folder again, as a whole or as shards, finds what is done.
 *
 * @param folders whose results are put together; nobody may write their record of all meanwhile, shards may
 * @param out where the table and the record go; what it has itself is put together with the others
 * @throws DataError where a folder has no results (`data/not-found`), or something else is in the table's place
 * (`data/output-there`); RecognitionError when a shard's list can't be read (`shard/list`)
 */
export async function mergeResults(folders: readonly string[], out: string): Promise<MergedResults> {
  const lists: ShardList[] = [];
  const said = new Map<string, ResultEntry[]>();
  const differing = new Set<string>();
  const places = await placesOf(folders, out);
  for (const folder of places) {
    lists.push(...(await shardLists(folder)));
    for (const [key, { entry, differs }] of await settledIn(folder)) {
      // Turns say nothing of other folders.
      const { turn: _, ...plain } = entry;
      said.set(key, [...(said.get(key) ?? []), places.length > 1 ? plain : entry]);
      if (differs) differing.add(key);
    }
  }
  const { order, missingShards, behind } = mergeLists(lists);
  const entries: ResultEntry[] = [];
  for (const key of inOrder(said.keys(), order)) {
    const settled = settle(said.get(key) ?? []);
    if (!settled) continue;
    if (settled.differs) differing.add(key);
    entries.push(differing.has(key) ? { ...settled.entry, hash: null } : settled.entry);
  }
  const done = entries.filter(({ rows }) => rows !== undefined);
  const read = new Set(done.map(({ key }) => key));
  const table = joinPath(out, tableName());
  await writeChunksAtomic(table, tableOf(done));
  await writeChunksAtomic(joinPath(out, recordName()), recordOf(entries));
  return {
    table,
    documents: done.filter(({ pages }) => pages === undefined).length,
    lines: done.reduce((sum, { rows = '' }) => sum + rows.split('\n').length - 1, 0),
    missingShards,
    behind,
    unread: [...new Set([...order.keys(), ...said.keys()])].filter((key) => !read.has(key)),
    differing: [...differing],
  };
}

/** The folders, each once, and that of the results where it has some. */
async function placesOf(folders: readonly string[], out: string): Promise<readonly string[]> {
  for (const folder of folders) {
    if ((await recordsIn(folder)).length > 0 || (await shardLists(folder)).length > 0) continue;
    throw new DataError(`${folder}: no results are there that were written by reading into a folder`, {
      code: 'data/not-found',
      details: { path: folder },
    });
  }
  const places = [...new Map(folders.map((folder) => [fullPath(folder), folder])).values()];
  if (places.some((folder) => fullPath(folder) === fullPath(out))) return places;
  if ((await recordsIn(out)).length > 0) return [...places, out];
  const table = joinPath(out, tableName());
  if ((await fileSize(table)) === undefined) return places;
  throw new DataError(`${table}: it is there already, and no record of results beside it. Give another folder`, {
    code: 'data/output-there',
    details: { path: table },
  });
}

async function settledIn(folder: string) {
  const said = new Map<string, ResultEntry[]>();
  for (const name of await recordsIn(folder)) {
    for (const [key, entry] of (await readEntries(folder, name)) ?? [])
      said.set(key, [...(said.get(key) ?? []), entry]);
  }
  return [...said].flatMap(([key, entries]) => {
    const settled = settle(entries);
    return settled ? [[key, settled] as const] : [];
  });
}

/** As one process would have read them; what no list has comes after, by its name. */
function inOrder(keys: Iterable<string>, order: ReadonlyMap<string, number>): readonly string[] {
  const placeOf = (key: string) => order.get(key) ?? Number.MAX_SAFE_INTEGER;
  return [...keys].sort((a, b) => placeOf(a) - placeOf(b) || (a < b ? -1 : 1));
}

function* tableOf(done: readonly ResultEntry[]): Generator<string> {
  yield writeTsv([]);
  for (const { rows = '' } of done) yield rows;
}

function* recordOf(entries: readonly ResultEntry[]): Generator<string> {
  for (const entry of entries) yield `${JSON.stringify(entry)}\n`;
}
