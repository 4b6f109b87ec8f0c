/**
 * Files that the service worker keeps, by their address and the hash of what is in them: what stays the same from one version to
 * the next is loaded once. A server in the middle of an update gives files of two versions; they are told apart by their hashes.
 */
import { headersOf, isHashed } from '../../src/server/index.js';
import type { SiteFile } from './messages.js';

declare const self: ServiceWorkerGlobalScope;
/** Written in by the build. */
declare const SITE_FILES: readonly SiteFile[];

export const files = SITE_FILES;
const { scope } = self.registration;
/** Several copies of the app may lie in folders of one server. */
const name = `ductus ${new URL(scope).pathname}`;
/** Which files the versions have, the newest first. */
const versionsKey = new URL('?versions', scope).href;

const byPath = new Map(files.map((file) => [file.path, file]));
const keyOf = ({ path, hash }: SiteFile) => new URL(`${path}?${hash}`, scope).href;

/** The file of this version that an address means. */
export function fileAt(address: string): SiteFile | undefined {
  const { origin, pathname } = new URL(address);
  if (!`${origin}${pathname}`.startsWith(scope)) return undefined;
  return byPath.get(`${origin}${pathname}`.slice(scope.length) || 'index.html');
}

/** A file, from here where it is kept, else from the server, and then it is kept. @throws Error where it can't be had */
export async function answer(file: SiteFile): Promise<Response> {
  const cache = await caches.open(name);
  const kept = await cache.match(keyOf(file));
  if (kept) return kept;
  const { bytes, right } = await download(file);
  // A full disk is no reason to answer nothing.
  if (right) await put(cache, file, bytes).catch(() => undefined);
  return responseOf(file, bytes);
}

/** What is no file of this version: one of the version before, for a page that still runs it, or whatever the server has. */
export async function answerOther(request: Request): Promise<Response> {
  const cache = await caches.open(name);
  return (
    (await cache.match(request, { ignoreSearch: true, ignoreVary: true })) ??
    fetch(request, { signal: downloads.signal })
  );
}

/**
 * Keeps files that are not kept yet, one after another: the page loads at the same time.
 * @throws Error where the server doesn't answer, has another version, the browser gives no room, or a newer version is whole
 */
export async function keep(wanted: readonly SiteFile[]): Promise<void> {
  const cache = await caches.open(name);
  for (const file of wanted) {
    if (await cache.match(keyOf(file))) continue;
    if (self.registration.waiting) throw new Error('a newer version is there');
    const { bytes, right } = await download(file);
    if (!right) throw new Error(`${file.path}: the server has another version`);
    await put(cache, file, bytes);
  }
}

/** Forgets files of all versions but this and the last, which pages may still run. */
export async function forgetOlder(): Promise<void> {
  const cache = await caches.open(name);
  const before: readonly (readonly string[])[] = (await (await cache.match(versionsKey))?.json()) ?? [];
  const keys = files.map(keyOf);
  const versions = [keys, ...before.filter((version) => version.join() !== keys.join())].slice(0, 2);
  const wanted = new Set([versionsKey, ...versions.flat()]);
  const requests = await cache.keys();
  await Promise.all(requests.filter(({ url }) => !wanted.has(url)).map((request) => cache.delete(request)));
  await cache.put(versionsKey, Response.json(versions));
}

interface Downloaded {
  readonly bytes: ArrayBuffer;
  /** Whether it is what this version has. */
  readonly right: boolean;
}

/** Downloads under way: page and service worker want the same files at the same time. */
const coming = new Map<string, Promise<Downloaded>>();
let downloads = new AbortController();

/**
 * Ends all downloads. A browser lets a newer version wait until the one before has nothing left to do, in Chromium for up to five
 * minutes, which a slow network makes of a single file.
 */
export function giveUpDownloads(): void {
  retire();
  downloads = new AbortController();
}

/** Ends all downloads, and those that somebody asks for after it. */
export function retire(): void {
  downloads.abort(new Error('a newer version takes over'));
}

function download(file: SiteFile): Promise<Downloaded> {
  const begun = coming.get(file.path);
  if (begun) return begun;
  const promise = fetched(file).finally(() => coming.delete(file.path));
  coming.set(file.path, promise);
  return promise;
}

async function fetched({ path, hash }: SiteFile): Promise<Downloaded> {
  const cache = isHashed(path) ? 'default' : 'no-cache';
  const response = await fetch(new URL(path, scope), { cache, signal: downloads.signal });
  if (!response.ok) throw new Error(`${path}: the server answers ${response.status}`);
  const bytes = await response.arrayBuffer();
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  const hex = Array.from(digest.subarray(0, 16), (byte) => byte.toString(16).padStart(2, '0')).join('');
  return { bytes, right: hex === hash };
}

const responseOf = ({ path }: SiteFile, bytes: ArrayBuffer) => new Response(bytes, { headers: headersOf(path) });

const put = (cache: Cache, file: SiteFile, bytes: ArrayBuffer) => cache.put(keyOf(file), responseOf(file, bytes));
