/**
 * File names for lines. Keys come from files that strangers made: every one gets a path below a folder that no other one
 * has, and that Windows, macOS and Linux can all have ("Naming Files, Paths, and Namespaces", learn.microsoft.com).
 */

/** What is written beside a stem; a stem's places are taken for all of them, whichever its image turns out to need. */
export const lineEndings = ['.png', '.jpg', '.webp', '.tif', '.gt.txt'] as const;

/** Names may have 255 bytes on most systems; endings, numbers and those of temporary files come on top. */
const mostNameBytes = 200;
/** Of all folders of a path together: with the folder above, systems take 1024 bytes and more. */
const mostPathBytes = 600;

/** Hands out stems of paths, without a folder before and an ending after. */
export class LinePaths {
  private readonly files = new Set<string>();
  private readonly folders = new Set<string>();
  private readonly numbers = new Map<string, number>();

  /** @returns the key itself where it can be a path and no other key has taken it, else one like it */
  take(key: string): string {
    const [last, ...above] = safeParts(key).reverse() as [string, ...string[]];
    let path = '';
    for (const name of above.reverse()) {
      path = this.firstFree(`${path}${name}`, (folder) => !this.files.has(folded(folder)));
      this.folders.add(folded(path));
      path += '/';
    }
    path = this.firstFree(`${path}${last}`, (stem) =>
      filesOf(stem).every((file) => !this.files.has(file) && !this.folders.has(file)),
    );
    for (const file of filesOf(path)) this.files.add(file);
    return path;
  }

  private firstFree(path: string, isFree: (path: string) => boolean): string {
    if (isFree(path)) return path;
    // Goes on where the last one ended, for data of which all names are the same.
    let number = this.numbers.get(path) ?? 2;
    while (!isFree(`${path} (${number})`)) number++;
    this.numbers.set(path, number);
    return `${path} (${number})`;
  }
}

/** Windows and macOS take names for the same that differ in case, or in Unicode's form, only. */
function folded(path: string): string {
  return path.normalize('NFC').toLowerCase();
}

function filesOf(path: string): readonly string[] {
  return lineEndings.map((ending) => folded(`${path}${ending}`));
}

function safeParts(key: string): string[] {
  const parts = key
    .split(/[\\/]+/)
    .filter((part) => part !== '' && part !== '.' && part !== '..' && !/^[A-Za-z]:$/.test(part))
    .map(safePart);
  while (parts.length > 1 && Buffer.byteLength(parts.join('/')) > mostPathBytes) parts.shift();
  return parts.length > 0 ? parts : ['line'];
}

const devices = /^(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]) *(?:\.|$)/i;

function safePart(part: string): string {
  const plain = shortened(part.replace(/[\p{Cc}\p{Cs}\p{Bidi_Control}<>:"|?*]/gu, '_')).replace(/[. ]$/, '_');
  return devices.test(plain) ? `_${plain}` : plain;
}

/** Cut between characters. */
function shortened(name: string): string {
  if (Buffer.byteLength(name) <= mostNameBytes) return name;
  let bytes = 0;
  return Array.from(name)
    .filter((character) => {
      bytes += Buffer.byteLength(character);
      return bytes <= mostNameBytes;
    })
    .join('');
}
