/** Reading pages one after another: what is under way, what waits, and the texts as they come. */
import { signal } from '@preact/signals';
import { linesOf, type Page, type PageLine } from 'ductus/web';
import { readDocument, readImage } from '../store/documents.js';
import type { PageRecord } from '../store/records.js';
import { WorkError } from '../work/client.js';
import type { PageEvent } from '../work/messages.js';
import { messageOf } from './notices.js';
import { beginReading, endReading, keepReading, mergeReading, readable, recordUnderWay } from './pages-at-hand.js';
import { forgetReader, guide, openReader, work } from './reader.js';
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
/** Ids of pages that wait, in order. */
export const queue = signal<readonly string[]>([]);

let stop: AbortController | undefined;
let running = false;
/** Id of the page that is being read. */
let current: string | undefined;

/** Such as a page that was dropped, and is shown at once. */
function isBeingRead(page: string): boolean {
  return page === current && stop?.signal.aborted !== true;
}

/** Reads pages after those that wait already. */
export function readLater(pages: readonly string[]): void {
  queue.value = [...queue.value, ...pages.filter((page) => !queue.value.includes(page) && !isBeingRead(page))];
  void run();
}

/** The page that a person looks at comes first. */
export function readNext(page: string): void {
  if (isBeingRead(page)) return;
  queue.value = [page, ...queue.value.filter((waiting) => waiting !== page)];
  void run();
}

/** Stops what is being read and forgets what waits; the pages stay, to be read later. */
export function stopReading(): void {
  queue.value = [];
  const stopped = stop;
  stopped?.abort();
  // Without shared memory the worker hears of nothing while it computes. What else it was asked for, as by an export, would be lost with
  // it: then it reads the page to its end.
  setTimeout(() => {
    if (running && stop === stopped && !work.isAwaited) forgetReader();
  }, patienceMs);
}

const patienceMs = 2000;

async function run(): Promise<void> {
  if (running) return;
  running = true;
  try {
    for (;;) {
      const [next, ...rest] = queue.value;
      if (next === undefined) return;
      queue.value = rest;
      current = next;
      await readStored(next);
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
  await openReader((await readDocument(record.document))?.model);
  signal.throwIfAborted();
  const follow = new Follower(record.page, progress);
  const options = { told: (event: PageEvent) => follow.heard(event), signal };
  // Lines that are known already, such as from PAGE without texts, are read as they are.
  const described = linesOf(record.page).length > 0;
  progress(described ? 'reading' : 'locating', record.page);
  const page = described
    ? await work.ask('readLines', { image, page: record.page, only: readable(record) }, options)
    : await work.ask('read', { image, name: record.name, single: record.single ?? false }, options);
  mergeReading(follow.page, page);
  const isKept = await keepReading({ state: 'read', problem: undefined, warnings: follow.warnings });
  if (isKept && (await guide())) await readGuided(image, signal, progress);
}

/** By the service: with its own model and language. */
async function readThere(record: PageRecord, image: Blob, signal: AbortSignal): Promise<void> {
  const { page, name, single = false } = record;
  const described = linesOf(page).length > 0;
  const written = described ? await work.ask('write', { format: 'page', page, image }, { signal }) : undefined;
  const description = written === undefined ? undefined : String(written);
  const answer = await readOnServer({ image, name, single, description, signal });
  mergeReading(page, described ? withLines(page, answer.page, readable(record)) : answer.page);
  await keepReading({ state: 'read', problem: undefined, warnings: answer.notes });
}

/** The page with those of its lines that have been read. @param ids of lines that may change */
function withLines(page: Page, read: Page, ids: readonly string[]): Page {
  const byId = new Map(linesOf(read).map((line) => [line.id, line]));
  const lineOf = (line: PageLine) => (ids.includes(line.id) ? (byId.get(line.id) ?? line) : line);
  return { ...page, regions: page.regions.map((region) => ({ ...region, lines: region.lines.map(lineOf) })) };
}

/** The language has come after a page was read: its lines once more, and what it changed is marked. */
async function readGuided(
  image: Blob,
  signal: AbortSignal,
  progress: (stage: Reading['stage'], page?: Page, done?: number) => void,
): Promise<void> {
  const now = recordUnderWay();
  if (!now) return;
  const { page } = now;
  progress('language', page);
  let done = 0;
  const told = (event: PageEvent) => {
    if (event.kind === 'line') progress('language', page, ++done);
  };
  mergeReading(page, await work.ask('readLines', { image, page, only: readable(now) }, { told, signal }), true);
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

function withLine(page: Page, line: PageLine): Page {
  const regions = page.regions.map((region) => {
    if (!region.lines.some(({ id }) => id === line.id)) return region;
    return { ...region, lines: region.lines.map((before) => (before.id === line.id ? line : before)) };
  });
  return { ...page, regions };
}
