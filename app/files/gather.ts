/** The files that a person drops, chooses or pastes, with their folders, in the natural order of their names. */
import { naturalOrder } from './names.js';

export interface GatheredFile {
  /** With `/` between folders, from the folder that was dropped or chosen; the bare name where there is none. */
  readonly path: string;
  readonly file: File;
}

/** What a drop or a paste has. Begin before anything else is awaited: the browser forgets what was dropped. */
export async function gather(from: DataTransfer | FileList | readonly File[]): Promise<readonly GatheredFile[]> {
  const files = 'items' in from ? await fromTransfer(from) : Array.from(from, withPath);
  return [...files].sort((a, b) => naturalOrder(a.path, b.path));
}

/** Of a folder that was chosen, files know their places in it. */
function withPath(file: File): GatheredFile {
  return { path: file.webkitRelativePath || file.name, file };
}

async function fromTransfer(transfer: DataTransfer): Promise<readonly GatheredFile[]> {
  const items = Array.from(transfer.items).filter(({ kind }) => kind === 'file');
  // All at once, before the first await.
  const dropped = items.map((item) => ({ entry: item.webkitGetAsEntry?.() ?? null, file: item.getAsFile() }));
  const files = await Promise.all(
    dropped.map(({ entry, file }, index) => {
      if (entry) return filesOf(entry, '');
      return file ? [{ path: pastedName(file, index), file }] : [];
    }),
  );
  return files.flat();
}

/** Screenshots that are pasted are all called alike. */
function pastedName({ name, type }: File, index: number): string {
  if (name && !/^image\.\w+$/.test(name)) return name;
  const now = new Date();
  const [date, time] = [now.toLocaleDateString('sv'), now.toLocaleTimeString('sv').replaceAll(':', '')];
  return `${date}-${time}${index === 0 ? '' : `-${index + 1}`}.${type.split('/')[1] ?? 'png'}`;
}

async function filesOf(entry: FileSystemEntry, above: string): Promise<readonly GatheredFile[]> {
  const path = `${above}${entry.name}`;
  if (isFile(entry)) {
    const file = await new Promise<File>((resolve, reject) => entry.file(resolve, reject));
    return [{ path, file }];
  }
  if (!isFolder(entry)) return [];
  const files: GatheredFile[] = [];
  for await (const inside of entriesOf(entry)) files.push(...(await filesOf(inside, `${path}/`)));
  return files;
}

/** A folder gives its entries in portions, of 100 in Chromium, until one is empty. */
async function* entriesOf(folder: FileSystemDirectoryEntry): AsyncGenerator<FileSystemEntry> {
  const reader = folder.createReader();
  for (;;) {
    const portion = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
    if (portion.length === 0) return;
    yield* portion;
  }
}

function isFile(entry: FileSystemEntry): entry is FileSystemFileEntry {
  return entry.isFile;
}

function isFolder(entry: FileSystemEntry): entry is FileSystemDirectoryEntry {
  return entry.isDirectory;
}
