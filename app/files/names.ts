/** Names of files: how they are ordered, cut apart, and made so that no two are the same. */

const collator = new Intl.Collator('en', { numeric: true, sensitivity: 'base' });

/** As a person orders names: page 2 before page 10. Names that differ in case only keep one order too. */
export function naturalOrder(a: string, b: string): number {
  return collator.compare(a, b) || (a < b ? -1 : a > b ? 1 : 0);
}

/** The last part of a path. */
export function bareName(path: string): string {
  return path.split(/[\\/]/).at(-1) ?? '';
}

/** The folder of a path; empty where it has none. */
export function folderOf(path: string): string {
  return /^(.*)[\\/][^\\/]*$/.exec(path)?.[1] ?? '';
}

/** Without the ending of the file. */
export function withoutEnding(path: string): string {
  return path.replace(/\.[^./\\]+$/, '');
}

/** In small letters, without the dot; empty where there is none. */
export function endingOf(path: string): string {
  return /\.([^./\\]+)$/.exec(path)?.[1]?.toLowerCase() ?? '';
}

/** Names that Windows keeps for devices. */
const devices = /^(?:con|prn|aux|nul|com\d|lpt\d)$/i;
/** Longer names are refused by some file systems once an ending and a number are added; in UTF-16 units, of 255 bytes. */
const longestName = 80;

/** A name that every system takes for a file. */
export function fileNameFor(name: string): string {
  const plain = Array.from(name.normalize('NFC'), (sign) => (/[\p{Cc}\p{Cs}<>:"/\\|?*]/u.test(sign) ? '_' : sign)).join('');
  const short = plain.slice(0, longestName).replace(/[\uD800-\uDBFF]$/, '').replace(/^[\s.]+|[\s.]+$/g, '');
  return devices.test(short) ? `${short}_` : short || 'page';
}

/** Gives each name once: the second `a` is `a-2`. Systems that see no difference between `A` and `a` are thought of. */
export class UniqueNames {
  private readonly taken = new Set<string>();

  /** @param name without its ending */
  take(name: string): string {
    for (let number = 1; ; number++) {
      const next = number === 1 ? name : `${name}-${number}`;
      const key = next.toLowerCase();
      if (this.taken.has(key)) continue;
      this.taken.add(key);
      return next;
    }
  }
}
