/** From what was asked for to the file that is given: only names that the build makes lead to one. */
import { type FileHandle, open } from 'node:fs/promises';
import { join } from 'node:path';

export interface Places {
  /** Where the built app lies. */
  readonly folder: string;
  /** The file that is given for the address alone. Default: index.html. */
  readonly home?: string | undefined;
  /** Where the file of an address may lie besides, such as models that are not copied into the folder. */
  readonly elsewhere?: (path: string) => readonly string[];
}

export interface ServedFile {
  readonly handle: FileHandle;
  /** Bytes. */
  readonly size: number;
  /** Differs where the content or its encoding does. */
  readonly tag: string;
  readonly encoding: Encoding | undefined;
}

export type Encoding = keyof typeof endings;

/** Of compressed files beside the plain ones, the better first. */
export const endings = { br: '.br', gzip: '.gz' } as const;

/** No dot begins a name and no separator is in one, so none leads out of the folder or to what is hidden. */
const plainName = /^[\w-][\w.-]*$/;

/** @returns the path in the folder, with `/`; `undefined` for what can't be one */
export function pathOf(url: string, home = 'index.html'): string | undefined {
  const [path = ''] = url.split(/[?#]/);
  const names = (path === '/' ? `/${home}` : path).split('/');
  const first = names.shift();
  return first === '' && names.every((name) => plainName.test(name)) ? names.join('/') : undefined;
}

/** @param accepted the header `accept-encoding` */
export async function fileOf(
  { folder, elsewhere }: Places,
  path: string,
  accepted: string | undefined,
): Promise<ServedFile | undefined> {
  for (const place of [join(folder, path), ...(elsewhere?.(path) ?? [])]) {
    for (const encoding of encodingsOf(accepted)) {
      const compressed = await opened(place + endings[encoding], encoding);
      if (compressed) return compressed;
    }
    const plain = await opened(place, undefined);
    if (plain) return plain;
  }
  return undefined;
}

function encodingsOf(accepted = ''): readonly Encoding[] {
  const taken = new Set(
    accepted.split(',').flatMap((part) => {
      const [name = '', quality] = part.split(';').map((text) => text.trim());
      return quality && Number(quality.replace(/^q=/, '')) === 0 ? [] : [name];
    }),
  );
  return (['br', 'gzip'] as const).filter((encoding) => taken.has(encoding));
}

async function opened(path: string, encoding: Encoding | undefined): Promise<ServedFile | undefined> {
  const handle = await open(path).catch(() => undefined);
  if (!handle) return undefined;
  const stats = await handle.stat();
  if (!stats.isFile()) {
    await handle.close();
    return undefined;
  }
  const tag = `"${stats.size.toString(16)}-${Math.round(stats.mtimeMs).toString(16)}${encoding ?? ''}"`;
  return { handle, size: stats.size, tag, encoding };
}
