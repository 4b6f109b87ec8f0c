/** Batches that make one step. */

/** So many items at a time, fewer where an item is the last of its kind. */
export async function* inGroups<T>(
  items: AsyncIterable<T>,
  size: number,
  isLast: (item: T) => boolean,
): AsyncGenerator<readonly T[]> {
  let group: T[] = [];
  for await (const item of items) {
    group.push(item);
    if (group.length < size && !isLast(item)) continue;
    yield group;
    group = [];
  }
}
