/**
 * The service worker: answers for the server once files are kept, so that the app works offline, always in one version, and
 * isolated from other origins wherever it is served (docs/decisions/0008-service-worker.md).
 */
import { answer, answerOther, fileAt, files, forgetOlder, keep } from './kept.js';
import type { Told, Wish } from './messages.js';

declare const self: ServiceWorkerGlobalScope;

const first = files.filter((file) => file.first);

self.addEventListener('install', (event) => {
  // The very first version begins at once, for a page that may want to be isolated, and keeps the rest when the page asks for it;
  // a newer one takes over only when it is whole.
  const updates = self.registration.active !== null;
  event.waitUntil(keep(updates ? first : first.filter(({ path }) => path === 'index.html')));
});

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
  if (wish === 'take over') event.waitUntil(self.skipWaiting());
  // Without a network it is tried again when a page is loaded.
  else event.waitUntil(complete(event.source).catch(() => undefined));
});

async function complete(page: ExtendableMessageEvent['source']): Promise<void> {
  await keep(first);
  page?.postMessage('complete' satisfies Told);
}
