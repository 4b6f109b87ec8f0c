/**
 * What a shard was to read, written before it begins: so that whoever puts shards together knows what is missing. Of the
 * other shards it has how many documents they should have, and a digest of their names.
 */
import { z } from 'zod';
import { joinPath, namesIn, readBytes, sha256, writeFileAtomic } from '../files/index.js';
import type { DocumentToRead } from './document.js';
import { RecognitionError } from './recognition-error.js';
import { type Shard, shardEnding, shardOf } from './shards.js';

const partSchema = z.object({ documents: z.number().int().nonnegative(), digest: z.string() });

const listSchema = z.object({
  shard: z.number().int().positive(),
  of: z.number().int().positive(),
  /** Its documents: at which place of all each stands, and its key. */
  documents: z.array(z.tuple([z.number().int().nonnegative(), z.string()])),
  /** Of every shard in turn, as this one saw the documents. */
  parts: z.array(partSchema),
});

export type ShardList = z.infer<typeof listSchema>;

const listFile = /^ductus-shard\.\d+-of-\d+\.json$/;

/** @param all documents, those of other shards too, in their order */
export async function writeShardList(folder: string, shard: Shard, all: readonly DocumentToRead[]): Promise<void> {
  const divided = Array.from({ length: shard.count }, (): [number, string][] => []);
  for (const [place, document] of all.entries())
    divided.at(shardOf(document, shard.count) - 1)?.push([place, document.key]);
  const list: ShardList = {
    shard: shard.index,
    of: shard.count,
    documents: divided.at(shard.index - 1) ?? [],
    parts: divided.map(partOf),
  };
  await writeFileAtomic(joinPath(folder, `ductus-shard${shardEnding(shard)}.json`), `${JSON.stringify(list)}\n`);
}

/** What a list must be of for others to agree with it. */
export function partOf(documents: readonly (readonly [number, string])[]): z.infer<typeof partSchema> {
  const keys = documents.map(([, key]) => key.normalize('NFC')).sort();
  return { documents: keys.length, digest: sha256(JSON.stringify(keys)) };
}

/** @throws RecognitionError with the code shard/list when a file is no such list */
export async function shardLists(folder: string): Promise<readonly ShardList[]> {
  const lists: ShardList[] = [];
  for (const name of (await namesIn(folder)).filter((name) => listFile.test(name)).sort()) {
    lists.push(await readList(joinPath(folder, name)));
  }
  return lists;
}

async function readList(path: string): Promise<ShardList> {
  try {
    return listSchema.parse(JSON.parse(new TextDecoder().decode(await readBytes(path))));
  } catch (cause) {
    if (!(cause instanceof SyntaxError) && !(cause instanceof z.ZodError)) throw cause;
    throw new RecognitionError(
      `${path}: is no list of a shard’s documents, or of another version; run the shard again, which writes it`,
      { code: 'shard/list', details: { path }, cause },
    );
  }
}
