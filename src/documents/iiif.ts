/**
 * Documents on servers, by the address of their IIIF manifest: nothing is fetched but what a person named so. Images are
 * kept in a folder, two requests are made at once, and a server that asks to wait is waited for.
 */
import {
  fetchBytes,
  fileSize,
  joinPath,
  namedHost,
  RemoteError,
  readBytesIfThere,
  sha256,
  writeFileAtomic,
} from '../files/index.js';
import { imageProblem, imageSize, Turns } from '../runtime/index.js';
import { DocumentError } from './document-error.js';
import { sizesToAsk } from './iiif-image.js';
import { type IiifCanvas, type IiifManifest, readManifest } from './iiif-manifest.js';
import { type IiifPlace, pageEnding, placeName } from './place.js';

const requestsAtOnce = 2;
const mostManifestBytes = 50_000_000;
const mostInfoBytes = 1_000_000;
const mostImageBytes = 200_000_000;

export interface IiifDocument {
  /** What its results are called, before the numbers of pages. */
  readonly name: string;
  readonly places: readonly IiifPlace[];
  /** How many canvases have no image. */
  readonly empty: number;
}

/**
 * The pages that a manifest names. It is kept beside its images: to have it anew, the folder is deleted.
 * @param cache the folder of all manifests
 * @throws RemoteError when it can't be fetched; DocumentError when it is none
 */
export async function openManifest(
  address: string,
  cache: string,
  signal: AbortSignal | undefined,
): Promise<IiifDocument> {
  const ownHost = namedHost(address);
  const name = nameOf(address);
  const folder = joinPath(cache, `${name}-${sha256(address).slice(0, 8)}`);
  const kept = joinPath(folder, 'manifest.json');
  const before = await readBytesIfThere(kept);
  const bytes = before ?? (await fetchBytes(address, { ownHost, mostBytes: mostManifestBytes, signal }));
  const { canvases } = manifestIn(bytes, address);
  if (!before) await writeFileAtomic(kept, bytes);
  const places = canvases.flatMap((canvas, index): readonly IiifPlace[] => {
    if (!canvas) return [];
    const page = index + 1;
    const path = joinPath(folder, `${name}${pageEnding(page)}${endingOf(canvas)}`);
    return [{ kind: 'iiif', manifest: address, page, canvas, path }];
  });
  return { name, places, empty: canvases.length - places.length };
}

function manifestIn(bytes: Uint8Array, address: string): IiifManifest {
  const manifest = readManifest(new TextDecoder().decode(bytes));
  if (!('problem' in manifest)) return manifest;
  throw new DocumentError(address, manifest.problem, { code: 'iiif/unreadable' });
}

/** The part of an address that says most, as a file may be called. */
function nameOf(address: string): string {
  const parts = new URL(address).pathname.split('/').map((part) => part.replace(/\.json$/i, ''));
  const telling = parts.filter((part) => !/^(?:|manifest|iiif|presentation|v?[23])$/i.test(part));
  const safe = (telling.at(-1) ?? 'manifest').replace(/%[\dA-F]{2}|[^\w.-]/gi, '_').replace(/^\.+/, '_');
  return safe.slice(-60);
}

function endingOf({ service, image = '' }: IiifCanvas): string {
  if (service !== undefined) return '.jpg';
  return /\.(?:png|tiff?|webp)(?=[?#]|$)/i.exec(image)?.[0].toLowerCase() ?? '.jpg';
}

/** Images of canvases in their folder, each fetched once. */
export class IiifImages {
  private readonly turns = new Turns(requestsAtOnce);
  private readonly fetching = new Map<string, Promise<void>>();

  constructor(private readonly signal: AbortSignal | undefined) {}

  /**
   * The path of a canvas' image, after it was fetched.
   * @throws RemoteError when it can't be; DocumentError when it is no image; the signal's reason
   */
  async path(place: IiifPlace): Promise<string> {
    await this.begin(place);
    return place.path;
  }

  /** Begins to fetch an image that will be asked for; what goes wrong is said then. */
  ahead(place: IiifPlace): void {
    this.begin(place).catch(() => undefined);
  }

  private begin(place: IiifPlace): Promise<void> {
    const under = this.fetching.get(place.path);
    if (under) return under;
    const fetched = this.turns.take(() => fetchImage(place, this.signal), this.signal);
    this.fetching.set(place.path, fetched);
    const forget = () => this.fetching.delete(place.path);
    // What failed stays until it was asked for, so that nothing is fetched in vain twice.
    fetched.then(forget, () => undefined);
    return fetched;
  }

  /** Waits for what is under way; a signal ends it before. */
  async dispose(): Promise<void> {
    await Promise.allSettled(this.fetching.values());
  }
}

async function fetchImage(place: IiifPlace, signal: AbortSignal | undefined): Promise<void> {
  if ((await fileSize(place.path)) !== undefined) return;
  const ownHost = namedHost(place.manifest);
  const fetch = (address: string, mostBytes: number) => fetchBytes(address, { ownHost, mostBytes, signal });
  const { service, image = '' } = place.canvas;
  const bytes =
    service === undefined ? await fetch(image, mostImageBytes) : await scaledImage(service, placeName(place), fetch);
  await imageSize(bytes).catch((error: unknown) => {
    const rule = `the server gives no image that can be read: ${imageProblem(error)}`;
    throw new DocumentError(placeName(place), rule, { code: 'iiif/unreadable', cause: error });
  });
  await writeFileAtomic(place.path, bytes);
}

type Fetch = (address: string, mostBytes: number) => Promise<Uint8Array>;

/** The first size that the server takes. */
async function scaledImage(service: string, name: string, fetch: Fetch): Promise<Uint8Array> {
  const info = new TextDecoder().decode(await fetch(`${service}/info.json`, mostInfoBytes));
  const [size, ...others] = sizesIn(info) ?? [];
  if (size === undefined) {
    throw new DocumentError(name, `${service}/info.json describes no image`, { code: 'iiif/unreadable' });
  }
  const ask = (asked: string) => fetch(`${service}/full/${asked}/0/default.jpg`, mostImageBytes);
  let image = ask(size);
  for (const next of others) {
    image = image.catch((error: unknown) => {
      // Not of what is forbidden, or too large.
      if (error instanceof RemoteError && error.code === 'web/unreachable')
        return ask(next).catch(() => Promise.reject(error));
      throw error;
    });
  }
  return image;
}

function sizesIn(info: string): readonly string[] | undefined {
  try {
    return sizesToAsk(JSON.parse(info));
  } catch {
    return undefined;
  }
}
