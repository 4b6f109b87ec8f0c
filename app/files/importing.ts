/** What is being imported, and what was left out of it. */
import { signal } from '@preact/signals';
import { tell, tellError } from '../state/notices.js';
import { words } from '../words/index.js';
import type { GatheredFile } from './gather.js';
import { importFiles } from './import.js';
import type { LeftOut } from './left-out.js';
import { openProject, ProjectError } from './project-reader.js';

/** `opening`: a project. */
export interface Importing {
  readonly kind: 'adding' | 'opening';
  readonly done: number;
  readonly all: number;
}

export const importing = signal<Importing | undefined>(undefined);
export const leftOut = signal<readonly LeftOut[]>([]);

let stop: AbortController | undefined;

/** What was added until then stays. */
export function stopImport(): void {
  stop?.abort();
}

/**
 * Adds files to a document, or makes one of them; projects among them become documents.
 * @returns the document to show: the one that has pages now, else a project; nothing while another import runs
 */
export async function takeIn(files: readonly GatheredFile[], document?: string): Promise<string | undefined> {
  if (importing.value || files.length === 0) return undefined;
  stop = new AbortController();
  leftOut.value = [];
  const progressOf = (kind: Importing['kind']) => (done: number, all: number) => {
    importing.value = { kind, done, all };
  };
  try {
    progressOf('adding')(0, files.length);
    const result = await importFiles(files, { document, progress: progressOf('adding'), signal: stop.signal });
    leftOut.value = result.leftOut;
    // The list itself stays where pages are dropped; who is shown the new pages learns of it all the same.
    if (result.leftOut.length > 0) tell('bad', words.value.home.leftOut(result.leftOut.length));
    if (result.problem !== undefined) tellError(result.problem);
    const opened = await openAll(result.projects, progressOf('opening'), stop.signal);
    const hasEnded = stop.signal.aborted || result.problem !== undefined;
    if (result.added.length === 0 && opened === undefined && result.projects.length === 0 && !hasEnded) {
      tell('bad', words.value.home.nothingToOpen);
    }
    return result.added.length > 0 ? result.document : opened;
  } catch (error) {
    tellImportError(error, stop.signal);
    return undefined;
  } finally {
    importing.value = undefined;
  }
}

/** @returns the last one */
async function openAll(
  projects: readonly GatheredFile[],
  progress: (done: number, all: number) => void,
  signal: AbortSignal,
): Promise<string | undefined> {
  let opened: string | undefined;
  for (const { file } of projects) {
    progress(0, 1);
    opened = await openProject(file, { progress, signal });
  }
  return opened;
}

function tellImportError(error: unknown, signal: AbortSignal): void {
  if (signal.aborted) return;
  if (error instanceof ProjectError) tell('bad', words.value.files.project[error.reason]);
  else tellError(error);
}
