/** Which files an argument means, and where they lie below it: the same however the argument is written. */
import { readdir, realpath, stat } from 'node:fs/promises';
import { basename, isAbsolute, join, relative, resolve, sep } from 'node:path';

const pattern = /[*?[\]{}]/;

/**
 * The files that an argument means: itself, all below it when it is a folder, or what matches when it is a pattern.
 * In a stable order, so that a seed means the same everywhere. Paths are in their shortest form.
 * @returns `undefined` when nothing is there
 */
export async function findFiles(argument: string): Promise<readonly string[] | undefined> {
  const info = await stat(argument).catch(() => undefined);
  if (info?.isFile()) return [join(argument)];
  if (info?.isDirectory()) return (await filesBelow(argument)).sort();
  if (!pattern.test(argument)) return undefined;
  const { glob } = await import('tinyglobby');
  const matches = await glob(argument.replaceAll('\\', '/'), { absolute: false, dot: false, expandDirectories: false });
  return matches.length > 0 ? matches.map((path) => join(path)).sort() : undefined;
}

/**
 * Links to folders are followed, each folder once wherever links lead to it. Folders that lie there themselves come
 * first, so that a file has the name of its own place where it has one.
 */
async function filesBelow(root: string): Promise<string[]> {
  const files: string[] = [];
  const seen = new Set<string>();
  const folders = [join(root)];
  const links: string[] = [];
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop() ?? links.shift()) {
    const place = await realpath(folder);
    if (seen.has(place)) continue;
    seen.add(place);
    for (const entry of await readdir(folder, { withFileTypes: true })) {
      const path = join(folder, entry.name);
      const target = entry.isSymbolicLink() ? await stat(path).catch(() => undefined) : entry;
      if (target?.isDirectory()) (target === entry ? folders : links).push(path);
      // A pipe or a device is no file of data: whoever opened it might wait for ever.
      else if (!target || target.isFile()) files.push(path);
    }
  }
  return files;
}

/**
 * Where a file lies below the argument that it was matches by, with `/` between its parts: below the folder, or below the
 * folder that the pattern begins in; of a file that is named itself its name.
 */
export function placeBelow(argument: string, path: string): string {
  const below = inside(argument, path) ?? inside(patternFolder(argument), path) ?? basename(path);
  return below.split(sep).join('/');
}

function inside(folder: string, path: string): string | undefined {
  const way = relative(resolve(folder), resolve(path));
  return way === '' || way === '..' || way.startsWith(`..${sep}`) || isAbsolute(way) ? undefined : way;
}

/** The parts of a pattern before the first that is one. */
function patternFolder(argument: string): string {
  const parts = argument.split(/[\\/]/);
  const at = parts.findIndex((part) => pattern.test(part));
  return at < 0 ? argument : parts.slice(0, at).join('/') || (argument.startsWith('/') ? '/' : '.');
}

/** Whether an argument is a pattern of names and not one itself. */
export function isPattern(argument: string): boolean {
  return pattern.test(argument);
}
