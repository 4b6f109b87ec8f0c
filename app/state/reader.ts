/** The reader of the app: one worker, opened with the model that a document wants, and the language when it has come. */
import { signal } from '@preact/signals';
import { readModelRecord } from '../store/models.js';
import { Work } from '../work/client.js';
import type { ReaderAccount } from '../work/messages.js';
import { ReaderTurns, type Wanted } from './reader-turns.js';

/** Files that the app is served with, by their addresses. */
export const shippedFiles = {
  reads: new URL('models/starter.int8.onnx', document.baseURI).href,
  trains: new URL('models/starter.onnx', document.baseURI).href,
  layout: new URL('models/layout.int8.onnx', document.baseURI).href,
  language: new URL('models/starter.lm.json', document.baseURI).href,
} as const;

export const work = new Work(() => {
  turns.forget();
  reader.value = undefined;
});
/** What is open; `undefined` until it is. */
export const reader = signal<ReaderAccount | undefined>(undefined);

const turns = new ReaderTurns(load, () => work.ask('language', shippedFiles.language));

async function load(model: string | undefined): Promise<void> {
  const kept = model === undefined ? undefined : await readModelRecord(model);
  const bytes = kept && new Uint8Array(await kept.reads.arrayBuffer());
  reader.value = await work.ask('open', { model: bytes ?? shippedFiles.reads, layout: shippedFiles.layout });
}

/**
 * Asks the worker to read with a model; see `ReaderTurns.with`. It reads to the end with that, whatever is opened meanwhile.
 * @param model id of a kept model; without, the one that comes with the app
 */
export function withReader<T>(
  model: string | undefined,
  wanted: Wanted,
  ask: (isGuided: boolean) => Promise<T>,
): Promise<T> {
  return turns.with(model, wanted, ask);
}
