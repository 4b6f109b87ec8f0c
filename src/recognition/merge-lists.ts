/** What lists of shards say together: which documents were to be read, in which order, and which shards are missing. */
import { partOf, type ShardList } from './shard-list.js';
import type { Shard } from './shards.js';

/** A shard that began before some of its documents were there. */
export interface ShardBehind extends Shard {
  /** Documents of it that its list has, and that another shard saw. */
  readonly listed: number;
  readonly known: number;
}

export interface ShardsMissing {
  /** That have no list, so that they have not begun. */
  readonly missingShards: readonly Shard[];
  readonly behind: readonly ShardBehind[];
}

/** @returns with the place of each document that was to be read, by its key */
export function mergeLists(
  lists: readonly ShardList[],
): ShardsMissing & { readonly order: ReadonlyMap<string, number> } {
  const counts = [...new Set(lists.map(({ of }) => of))];
  const missingOf = (count: number) => {
    const present = new Set(lists.flatMap(({ of, shard }) => (of === count ? [shard] : [])));
    return Array.from({ length: count }, (_, n) => ({ index: n + 1, count })).filter(
      ({ index }) => !present.has(index),
    );
  };
  const whole = counts.filter((count) => missingOf(count).length === 0);
  // Where the same was divided in another number before and given up, the one that is whole counts.
  const counting = whole.length > 0 ? whole : counts;
  const used = lists.filter(({ of }) => counting.includes(of));
  const order = new Map<string, number>();
  for (const [place, key] of used.flatMap(({ documents }) => documents).sort(([a], [b]) => a - b)) {
    if (!order.has(key)) order.set(key, place);
  }
  return { order, missingShards: counting.flatMap(missingOf), behind: used.flatMap((list) => behind(list, used)) };
}

function behind({ shard, of, documents }: ShardList, lists: readonly ShardList[]): readonly ShardBehind[] {
  const listed = partOf(documents);
  const known = lists.flatMap((list) => (list.of === of ? (list.parts.at(shard - 1) ?? []) : []));
  const newer = known.filter((part) => part.documents >= listed.documents && part.digest !== listed.digest);
  if (newer.length === 0) return [];
  return [
    { index: shard, count: of, listed: listed.documents, known: Math.max(...newer.map((part) => part.documents)) },
  ];
}
