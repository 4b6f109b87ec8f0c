/** Reading pages one after another: what is under way, what waits, and the texts as they come. */
import { signal } from '@preact/signals';
import { linesOf, type Page } from 'ductus/web';
import { readDocument, readImage } from '../store/documents.js';
import type { DocumentRecord, PageRecord } from '../store/records.js';
import { withLinesOf } from '../store/sheet.js';
import { WorkError } from '../work/client.js';
import type { PageEvent } from '../work/messages.js';
import { withLine } from './edited-sheet.js';
import { messageOf } from './notices.js';
import { beginReading, endReading, keepReading, mergeReading, readable, recordUnderWay } from './pages-at-hand.js';
import { withReader, work } from './reader.js';
import { addFirst, addLast, goOn, isStopped, stopQueue, takeFirst, type WaitingPage } from './reading-queue.js';
import { readOnServer, readsOnServer } from './server-reading.js';

/** What is done with the page that is being read. */
export interface Reading {
  readonly page: string;
  readonly document: string;
  readonly stage: 'loading' | 'locating' | 'reading' | 'language' | 'server';
  readonly done: number;
  readonly all: number;
}

export const reading = signal<Reading | undefined>(undefined);

let stop: AbortController | undefined;
let running = false;
/** The page that is being read. */
let current: WaitingPage | undefined;

/** Such as a page that was dropped, and is shown at once. */
function isBeingRead(page: string): boolean {
  return page === current?.page && stop?.signal.aborted !== true;
}

/** Reads pages after those that wait already. */
export function readLater(document: string, pages: readonly string[]): void {
  addLast(pages.flatMap((page) => (isBeingRead(page) ? [] : { page, document })));
  void run();
}

/** The page that a person wishes to be read comes first; where the person has stopped its document, it is read alone. */
export function readFirst(document: string, page: string): void {
  if (isBeingRead(page)) return;
  addFirst({ page, document });
  void run();
}

/** Reads the pages of a document that wait for it, as the person wishes. */
export function readWaiting({ id, pages }: DocumentRecord): void {
  goOn(id);
  readLater(id, waitingOf(pages));
}

/** What was not read when the tab was closed is read once its document is opened, unless the person has stopped that. */
export function readOpened({ id, pages }: DocumentRecord, shown: string | undefined): void {
  if (isStopped(id)) return;
  const waiting = waitingOf(pages);
  if (shown !== undefined && waiting.includes(shown)) readFirst(id, shown);
  readLater(id, waiting);
}

function waitingOf(pages: DocumentRecord['pages']): readonly string[] {
  return pages.flatMap(({ id, state }) => (state === 'waiting' ? id : []));
}

/** Stops what is being read and forgets what waits; the pages stay, to be read when the person wishes it. */
export function stopReading(): void {
  stopQueue(current);
  const stopped = stop;
  stopped?.abort();
  // Without shared memory the worker hears of nothing while it computes. What else it was asked for, as by an export, would be lost with
  // it: then it reads the page to its end.
  setTimeout(() => {
    if (running && stop === stopped && !work.isAwaited) work.end();
  }, patienceMs);
}

const patienceMs = 2000;

async function run(): Promise<void> {
  if (running) return;
  running = true;
  try {
    for (;;) {
      current = takeFirst();
      if (!current) return;
      await readStored(current.page);
    }
  } finally {
    running = false;
    current = undefined;
    reading.value = undefined;
  }
}

async function readStored(id: string): Promise<void> {
  stop = new AbortController();
  const [record, image] = [await beginReading(id), await readImage(id)];
  try {
    if (record && image) await readWith(record, image, stop.signal);
  } catch (error) {
    const stopped = stop.signal.aborted || (error instanceof WorkError && error.stopped);
    // Lines that were read until then stay.
    await keepReading(stopped ? {} : { state: 'failed', problem: messageOf(error) });
  } finally {
    endReading();
  }
}

async function readWith(record: PageRecord, image: Blob, signal: AbortSignal): Promise<void> {
  const progress = (stage: Reading['stage'], page?: Page, done = 0) => {
    const all = page ? linesOf(page).length : 0;
    reading.value = { page: record.id, document: record.document, stage, done, all };
  };
  if (readsOnServer.value) {
    progress('server');
    await readThere(record, image, signal);
    return;
  }
  progress('loading');
  const model = (await readDocument(record.document))?.model;
  const follow = new Follower(record.page, progress);
  const options = { told: (event: PageEvent) => follow.heard(event), signal };
  // Lines that are known already, such as from PAGE without texts, are read as they are.
  const described = linesOf(record.page).length > 0;
  let wasGuided = false;
  const page = await withReader(model, 'plain', async (isGuided) => {
    signal.throwIfAborted();
    wasGuided = isGuided;
    progress(described ? 'reading' : 'locating', record.page);
    return described
      ? work.ask('readLines', { image, page: record.page, only: readable(record) }, options)
      : work.ask('read', { image, name: record.name, single: record.single ?? false }, options);
  });
  mergeReading(follow.page, page);
  const isKept = await keepReading({ state: 'read', problem: undefined, warnings: follow.warnings });
  if (isKept && !wasGuided) await readGuided(model, image, signal, progress);
}

/** By the service: with its own model and language. */
async function readThere(record: PageRecord, image: Blob, signal: AbortSignal): Promise<void> {
  const { page, name, single = false } = record;
  const described = linesOf(page).length > 0;
  const written = described ? await work.ask('write', { format: 'page', page, image }, { signal }) : undefined;
  const description = written === undefined ? undefined : String(written);
  const answer = await readOnServer({ image, name, single, description, signal });
  mergeReading(page, described ? withLinesOf(page, answer.page, new Set(readable(record))) : answer.page);
  await keepReading({ state: 'read', problem: undefined, warnings: answer.notes });
}

/** The language has come after a page was read: its lines once more, and what it changed is marked. */
async function readGuided(
  model: string | undefined,
  image: Blob,
  signal: AbortSignal,
  progress: (stage: Reading['stage'], page?: Page, done?: number) => void,
): Promise<void> {
  let before: Page | undefined;
  const page = await withReader(model, 'guided', async () => {
    const now = recordUnderWay();
    if (!now) return undefined;
    before = now.page;
    progress('language', before);
    let done = 0;
    const told = (event: PageEvent) => {
      if (event.kind === 'line') progress('language', now.page, ++done);
    };
    return work.ask('readLines', { image, page: before, only: readable(now) }, { told, signal });
  });
  if (before && page) mergeReading(before, page, true);
  await keepReading({});
}

/** Puts lines into the page as they are read. */
class Follower {
  readonly warnings: string[] = [];
  private done = 0;

  /** @param page as the reader has it */
  constructor(
    public page: Page,
    private readonly progress: (stage: Reading['stage'], page?: Page, done?: number) => void,
  ) {}

  heard(event: PageEvent): void {
    if (event.kind === 'warning') this.warnings.push(event.code);
    if (event.kind === 'located') this.show(event.page);
    if (event.kind === 'line') {
      this.done++;
      this.show(withLine(this.page, event.line));
    }
  }

  private show(page: Page): void {
    mergeReading(this.page, page);
    this.page = page;
    this.progress('reading', page, this.done);
  }
}
