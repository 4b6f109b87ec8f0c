/** The runs that a browser keeps, as a page sees them: their list, their models, what they told. */

import type { TrainingEvent } from '../runs/index.js';
import type { StopReason } from '../training/index.js';
import { below, read, write } from './database.js';

/** A run in the list. */
export interface KeptRun {
  readonly name: string;
  readonly began: Date;
  /** When it was last written to. */
  readonly changed: Date;
  /** The step that it would go on from. */
  readonly step: number;
  /** The lowest character error rate of its validations, 0 to 1. */
  readonly bestErrorRate: number | undefined;
  /** Why it ended; `undefined` while it goes, and for a run whose tab was closed. */
  readonly ended: StopReason | undefined;
}

/** What a run told, and when (ISO 8601). */
export type KeptTrainingEvent = TrainingEvent & { readonly time: string };

/** The runs of this site, the last changed first. @throws TrainingError where the browser keeps nothing */
export async function listRuns(): Promise<readonly KeptRun[]> {
  const runs: readonly KeptRun[] = await read('runs', (store) => store.getAll());
  return [...runs].sort((a, b) => b.changed.getTime() - a.changed.getTime());
}

/** Deletes a run with all that is kept of it; one that isn't there is deleted already. */
export async function deleteRun(name: string): Promise<void> {
  await write((store) => {
    for (const kept of ['runs', 'files'] as const) store(kept).delete(below([name]));
  });
}

/**
 * The model of a run: the best one so far, or the last one where nothing was validated.
 * @param precision `int8` where the run was told to `quantize`
 * @returns the bytes of an .onnx file; `undefined` where there is none yet
 */
export async function modelOfRun(
  name: string,
  precision: 'float32' | 'int8' = 'float32',
): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const file = (kept: string) => read('files', (store) => store.get([name, kept]));
  return precision === 'int8' ? file('int8') : ((await file('best')) ?? (await file('last')));
}

/** What a run told, in order. */
export async function eventsOfRun(name: string): Promise<readonly KeptTrainingEvent[]> {
  const parts: readonly (readonly KeptTrainingEvent[])[] = await read('files', (store) =>
    store.getAll(below([name, 'log'])),
  );
  return parts.flat();
}
