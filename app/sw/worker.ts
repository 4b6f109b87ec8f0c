/**
 * The service worker: answers for the server once files are kept, so that the app works offline, always in one version, and
 * isolated from other origins wherever it is served (docs/decisions/0008-service-worker.md).
 */
import { answer, answerOther, fileAt, files, forgetOlder, giveUpDownloads, keep, retire } from './kept.js';
import type { SiteFile, Told, Wish } from './messages.js';

declare const self: ServiceWorkerGlobalScope;

const first = files.filter(({ kept }) => kept === 'first');
const more = files.filter(({ kept }) => kept === 'more');

self.addEventListener('install', (event) => {
  // The very first version begins at once, for a page that may want to be isolated, and keeps the rest when the page asks for it;
  // a newer one takes over only when it is whole.
  const updates = self.registration.active !== null;
  event.waitUntil(updates ? keep(first).then(endBefore) : keep(first.filter(({ path }) => path === 'index.html')));
});

/** What the version before still loads would hold this one up. */
function endBefore(): void {
  self.registration.active?.postMessage('let go' satisfies Wish);
}

self.addEventListener('activate', (event) => {
  event.waitUntil(forgetOlder().then(() => self.clients.claim()));
});

self.addEventListener('fetch', (event) => {
  const { request } = event;
  if (request.method !== 'GET' || !request.url.startsWith(self.registration.scope)) return;
  const file = fileAt(request.url);
  event.respondWith(file ? answer(file) : answerOther(request));
});

self.addEventListener('message', (event) => {
  const wish: Wish = event.data;
  if (wish === 'let go') giveUpDownloads();
  else if (wish === 'retire') {
    retire();
    event.ports[0]?.postMessage('retired');
  } else if (wish === 'take over') event.waitUntil(takeOver());
  // Without a network it is tried again when a page is loaded.
  else event.waitUntil(complete(wish, event.source).catch(() => undefined));
});

/**
 * The version before must be awake and have nothing to do when it is passed over: one that is only waking up then is waited for as if it
 * were at work.
 */
async function takeOver(): Promise<void> {
  await retired();
  await self.skipWaiting();
}

/** Until the version before has ended what it does, or does not answer. */
function retired(): Promise<void> {
  const { port1, port2 } = new MessageChannel();
  return new Promise((resolve) => {
    port1.onmessage = () => resolve();
    setTimeout(resolve, patienceMs);
    self.registration.active?.postMessage('retire' satisfies Wish, [port2]);
  });
}

const patienceMs = 2000;

const wanted: Readonly<Record<Told, readonly SiteFile[]>> = { complete: first, more };

async function complete(wish: Told, page: ExtendableMessageEvent['source']): Promise<void> {
  await keep(wanted[wish]);
  page?.postMessage(wish);
}
