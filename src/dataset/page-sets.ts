/** Which set a page is of, by the folder that it lies in. */

/**
 * A short name for the folder of each path: its parts that are not the same in all of them. Pages of one folder only have
 * that folder's own name.
 */
export function setNames(paths: readonly string[]): readonly string[] {
  const folders = paths.map((path) => path.split(/[\\/]/).slice(0, -1));
  const before = commonLength(folders);
  const after = commonLength(folders.map((parts) => parts.slice(before).reverse()));
  return folders.map((parts) => parts.slice(before, parts.length - after).join('/') || (parts[before - 1] ?? '.'));
}

/** How many parts all begin with. */
function commonLength(lists: readonly (readonly string[])[]): number {
  const [first = []] = lists;
  const differs = first.findIndex((part, at) => lists.some((parts) => parts[at] !== part));
  return differs < 0 ? first.length : differs;
}
