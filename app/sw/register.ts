/** The service worker, seen from the page: whether everything is kept for working offline, and whether a new version waits. */
import { signal } from '@preact/signals';
import { flush } from '../state/pages-at-hand.js';
import type { Told, Wish } from './messages.js';

/** Whether all that reading needs is kept on this computer. */
export const offlineReady = signal(false);
/**
 * A newer version of the app: `ready`, and `takeUpdate` loads it; `taken`, it is being loaded; `late`, which takes a browser up to
 * five minutes where the version before can't end.
 */
export const update = signal<'ready' | 'taken' | 'late' | undefined>(undefined);

/** The newer version, where it waits until no page runs the older one. */
let waiting: ServiceWorker | undefined;

/**
 * Registers the service worker and lets it keep what it doesn't have yet. Where there is none, such as in a private window or outside
 * https and localhost, the app works without.
 */
export async function keepOffline(): Promise<void> {
  const workers = navigator.serviceWorker as ServiceWorkerContainer | undefined;
  if (!workers) return;
  let controlled = workers.controller !== null;
  workers.addEventListener('controllerchange', () => {
    if (!controlled) isolate();
    // Else a newer version took over, by this page's wish or another's.
    else if (update.value === 'taken' || update.value === 'late') void reload();
    else update.value = 'ready';
    controlled = true;
  });
  workers.addEventListener('message', ({ data }: MessageEvent<Told>) => {
    if (data !== 'complete') return;
    offlineReady.value = true;
    whenIdle(() => workers.controller?.postMessage('more' satisfies Wish));
  });
  try {
    follow(await workers.register(new URL('sw.js', document.baseURI), { updateViaCache: 'none' }));
  } catch {
    // The app then works while its server is there.
    return;
  }
  const { active } = await workers.ready;
  active?.postMessage('complete' satisfies Wish);
}

/** What is wanted only later must not take the network from what is wanted now, nor more of it than a person may like. */
function whenIdle(work: () => void): void {
  const { connection } = navigator as { readonly connection?: { readonly saveData?: boolean } };
  if (connection?.saveData) return;
  // Safari has no such call.
  if (typeof requestIdleCallback === 'function') requestIdleCallback(work);
  else setTimeout(work, idleAfterMs);
}

const idleAfterMs = 5000;

/** Loads the newer version of the app; what is open is closed, as by loading the page again. */
export function takeUpdate(): void {
  update.value = 'taken';
  setTimeout(() => {
    update.value = 'late';
  }, lateAfterMs);
  if (waiting?.state === 'installed') waiting.postMessage('take over' satisfies Wish);
  // Another tab has let it take over already.
  else void reload();
}

async function reload(): Promise<void> {
  await flush();
  location.reload();
}

const lateAfterMs = 10_000;

function follow(registration: ServiceWorkerRegistration): void {
  offer(registration.waiting);
  const watch = () => registration.installing?.addEventListener('statechange', () => offer(registration.waiting));
  watch();
  registration.addEventListener('updatefound', watch);
}

/** The first version waits for none. */
function offer(worker: ServiceWorker | null): void {
  if (!worker || !navigator.serviceWorker.controller) return;
  waiting = worker;
  update.value = 'ready';
}

const isolatedBefore = 'ductus: loaded again for threads';

/**
 * Where the server sends no headers for it, a page is isolated from other origins, and so has threads, from its second loading on:
 * then the service worker sends them. It is loaded again at once, and only once, unless the person has begun with something.
 */
function isolate(): void {
  if (crossOriginIsolated || navigator.userActivation?.hasBeenActive) return;
  try {
    if (sessionStorage.getItem(isolatedBefore)) return;
    sessionStorage.setItem(isolatedBefore, 'yes');
  } catch {
    // Without a memory of it there might be no end.
    return;
  }
  location.reload();
}
