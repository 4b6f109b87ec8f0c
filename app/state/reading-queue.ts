/** The pages that wait for the reader, and the documents whose reading a person has stopped. */
import { signal } from '@preact/signals';

export interface WaitingPage {
  readonly page: string;
  readonly document: string;
}

/** In order. */
export const queue = signal<readonly WaitingPage[]>([]);
/** Documents of which nothing is read by itself any more, as long as the tab is open or until the person wishes it. */
const stopped = new Set<string>();

/** After those that wait already. */
export function addLast(pages: readonly WaitingPage[]): void {
  const waiting = new Set(queue.value.map(({ page }) => page));
  queue.value = [...queue.value, ...pages.filter(({ page }) => !waiting.has(page))];
}

export function addFirst(first: WaitingPage): void {
  queue.value = [first, ...queue.value.filter(({ page }) => page !== first.page)];
}

/** The page that is to be read now; it waits no more. */
export function takeFirst(): WaitingPage | undefined {
  const [first, ...rest] = queue.value;
  queue.value = rest;
  return first;
}

/** Forgets what waits, and what would wait by itself later. @param current the page that is being read */
export function stopQueue(current: WaitingPage | undefined): void {
  for (const { document } of [...queue.value, ...(current ? [current] : [])]) stopped.add(document);
  queue.value = [];
}

export function isStopped(document: string): boolean {
  return stopped.has(document);
}

/** The person wishes that the pages of it that wait are read. */
export function goOn(document: string): void {
  stopped.delete(document);
}
