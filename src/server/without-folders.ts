/** Names and texts for a page that others may see: without folders of this computer. */

/** The last name of a path. */
export function nameOf(path: string): string {
  return path.split(/[\\/]/).findLast((name) => name !== '') ?? '';
}

/** Of an absolute path all but the last name. */
const foldersOfPath = /(?<![\w.~\\/-])(?:[A-Za-z]:|~)?[\\/]+(?:[^\s\\/:;,'"`()]+[\\/]+)*(?=[^\s\\/])/g;

/**
 * @param folders that may stand in it though spaces or colons are in their names
 */
export function withoutFolders(text: string, folders: readonly string[] = []): string {
  const longestFirst = folders.filter((folder) => /[\\/]/.test(folder)).sort((a, b) => b.length - a.length);
  const bare = longestFirst.reduce(
    (shorter, folder) => ['/', '\\'].reduce((rest, separator) => rest.replaceAll(`${folder}${separator}`, ''), shorter),
    text,
  );
  return bare.replaceAll(foldersOfPath, '');
}
