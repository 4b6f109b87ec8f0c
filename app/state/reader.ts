/** The reader of the app: one worker, opened with the model that a document wants, and the language when it has come. */
import { signal } from '@preact/signals';
import { readModelRecord } from '../store/models.js';
import { Work } from '../work/client.js';
import type { ReaderAccount } from '../work/messages.js';

/** Files that the app is served with, by their addresses. */
export const shippedFiles = {
  reads: new URL('models/starter.int8.onnx', document.baseURI).href,
  trains: new URL('models/starter.onnx', document.baseURI).href,
  layout: new URL('models/layout.int8.onnx', document.baseURI).href,
  language: new URL('models/starter.lm.json', document.baseURI).href,
} as const;

export const work = new Work();
/** What is open; `undefined` until it is. */
export const reader = signal<ReaderAccount | undefined>(undefined);

let openModel: string | undefined;
let opening: Promise<ReaderAccount> | undefined;
let guided = false;

/**
 * Opens the reader for a model unless it is open already.
 * @param model id of a kept model; without, the one that comes with the app
 */
export function openReader(model?: string): Promise<ReaderAccount> {
  if (opening && openModel === model) return opening;
  openModel = model;
  guided = false;
  opening = open(model).catch((error: unknown) => {
    opening = undefined;
    throw error;
  });
  return opening;
}

async function open(model: string | undefined): Promise<ReaderAccount> {
  const kept = model === undefined ? undefined : await readModelRecord(model);
  const bytes = kept && new Uint8Array(await kept.reads.arrayBuffer());
  const account = await work.ask('open', { model: bytes ?? shippedFiles.reads, layout: shippedFiles.layout });
  reader.value = account;
  return account;
}

/** Lets the language guide what is read from now on. @returns whether it did not before */
export async function guide(): Promise<boolean> {
  if (guided) return false;
  await work.ask('language', shippedFiles.language);
  guided = true;
  return true;
}

/** What the worker knew is gone with it, such as when reading is stopped at once. */
export function forgetReader(): void {
  work.end();
  opening = undefined;
  guided = false;
  reader.value = undefined;
}
