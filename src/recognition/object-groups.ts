/** Objects that are read together: an image, and the descriptions of its page that have its name. */
import { isPageFile, withoutExtension } from '../dataset/node.js';
import { isPdf } from '../documents/node.js';
import { isLineImage } from '../formats/index.js';
import type { ObjectStore, StoredObject } from '../objects/index.js';

export interface ObjectGroup {
  /** What its objects are called without their endings. */
  readonly name: string;
  readonly objects: readonly StoredObject[];
}

/** The groups of all objects of a store that can be read, in the order of their names. */
export async function groupsIn(
  store: ObjectStore,
  isLeftOut: (key: string) => boolean,
): Promise<readonly ObjectGroup[]> {
  const groups = new Map<string, StoredObject[]>();
  for await (const object of store.list()) {
    const { key } = object;
    if (isLeftOut(key) || !(isLineImage(key) || isPageFile(key) || isPdf(key))) continue;
    const name = nameOf(key);
    const group = groups.get(name);
    if (group) group.push(object);
    else groups.set(name, [object]);
  }
  return [...groups].map(([name, objects]) => ({ name, objects })).sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** Exports have descriptions in a folder below that of the images. */
function nameOf(key: string): string {
  return withoutExtension(key).replace(/(^|\/)(?:page|alto)\/(?=[^/]*$)/i, '$1');
}

/** Groups that fit into memory and onto the disk together. */
export function* chunksOf(groups: readonly ObjectGroup[], most: number, mostBytes: number): Generator<ObjectGroup[]> {
  let chunk: ObjectGroup[] = [];
  let bytes = 0;
  for (const group of groups) {
    const size = group.objects.reduce((sum, object) => sum + object.size, 0);
    if (chunk.length > 0 && (chunk.length === most || bytes + size > mostBytes)) {
      yield chunk;
      chunk = [];
      bytes = 0;
    }
    chunk.push(group);
    bytes += size;
  }
  if (chunk.length > 0) yield chunk;
}
