/** Learning from corrections: one document at a time, on a worker of its own, so that reading can go on. */
import { signal } from '@preact/signals';
import { isKept, type Outcome, outcomeOf } from '../learning/outcome.js';
import { followed, type LearningProgress, noLearning } from '../learning/progress.js';
import { leastLines, lineKey, splitLines } from '../learning/split.js';
import { readDocument } from '../store/documents.js';
import { deleteLearning, listLearning, readLearning, saveLearning } from '../store/learning.js';
import { readModelRecord } from '../store/models.js';
import { type LearningRecord, newId } from '../store/records.js';
import { words } from '../words/index.js';
import { Work, WorkError } from '../work/client.js';
import type { CutLine } from '../work/messages.js';
import { checkedLines } from './checked-lines.js';
import { keepLearnt } from './keep-learnt.js';
import { filesOfModel } from './model-files.js';
import { messageOf, tellError } from './notices.js';

export interface Learning {
  readonly document: string;
  readonly stage: 'preparing' | 'before' | 'training' | 'after' | 'done' | 'failed';
  /** Pages that are cut, or lines that are read, of all. */
  readonly done: number;
  readonly all: number;
  readonly progress: LearningProgress;
  /** Whether the person has asked to stop. */
  readonly stopped: boolean;
  readonly result?: LearningResult | undefined;
  readonly problem?: string | undefined;
}

export interface LearningResult {
  readonly outcome: Outcome;
  readonly heldOut: readonly CutLine[];
  /** Id of the new model, where it was kept. */
  readonly model: string | undefined;
}

/** What goes on, or came out last. */
export const learning = signal<Learning | undefined>(undefined);

const work = new Work();
let stop = new AbortController();

export function isLearning(): boolean {
  const stage = learning.value?.stage;
  return stage !== undefined && stage !== 'done' && stage !== 'failed';
}

/** Learns from the checked lines of a document for so many minutes, and measures what that came to. */
export async function startLearning(document: string, minutes: number): Promise<void> {
  await following(document, async (signal) => {
    const record = await prepared(document, minutes, signal);
    await finish(record);
  });
}

/** Goes on where the tab was closed or something failed. */
export async function continueLearning(document: string): Promise<void> {
  await following(document, async (signal) => {
    const record = await readLearning(document);
    if (!record) return;
    change({ stage: 'training' });
    await work.ask('learnOn', record.run, { told: follow, signal });
    await finish(record);
  });
}

/** What was learnt so far is kept; before the first step there is nothing to keep. */
export function stopLearning(): void {
  if (isLearning()) change({ stopped: true });
  stop.abort();
}

/** Puts away what came out, to begin anew. */
export function forgetOutcome(): void {
  if (!isLearning()) learning.value = undefined;
}

/** Whether a document has learning that was interrupted; what is left of documents that are gone is deleted. */
export async function isInterrupted(document: string): Promise<boolean> {
  if (isLearning()) return false;
  try {
    const records = await listLearning();
    if (records.length === 0) return false;
    const runs = await work.ask('runs', undefined);
    for (const record of records) {
      const isThere = runs.some(({ name }) => name === record.run) && (await readDocument(record.document));
      if (!isThere) await drop(record);
    }
    const record = await readLearning(document);
    return record !== undefined && !(await goesElsewhere(record.run));
  } catch (error) {
    tellError(error);
    return false;
  } finally {
    rest();
  }
}

/** Whether another tab works on a run: the library has a lock on it there. */
async function goesElsewhere(run: string): Promise<boolean> {
  // Outside https and localhost browsers have no locks.
  const { locks } = navigator as Partial<Navigator>;
  const { held = [] } = (await locks?.query()) ?? {};
  return held.some(({ name }) => name === `ductus run ${run}`);
}

/** Gives up learning that was interrupted. */
export async function dropLearning(document: string): Promise<void> {
  try {
    const record = await readLearning(document);
    if (record) await drop(record);
  } catch (error) {
    tellError(error);
  } finally {
    rest();
  }
}

async function following(document: string, course: (signal: AbortSignal) => Promise<void>): Promise<void> {
  if (isLearning()) return;
  stop = new AbortController();
  learning.value = { document, stage: 'preparing', done: 0, all: 0, progress: noLearning, stopped: false };
  try {
    await course(stop.signal);
    if (isLearning()) learning.value = undefined;
  } catch (error) {
    const wasStopped = error instanceof WorkError ? error.stopped : error === stop.signal.reason;
    if (wasStopped) learning.value = undefined;
    else change({ stage: 'failed', problem: messageOf(error) });
  } finally {
    rest();
  }
}

/** Its threads and their memory are of no use until the next time; what somebody waits for is answered first. */
function rest(): void {
  if (!isLearning() && !work.isAwaited) work.end();
}

function change(changed: Partial<Learning>): void {
  if (learning.value) learning.value = { ...learning.value, ...changed };
}

function follow(event: Parameters<typeof followed>[1]): void {
  if (learning.value) change({ progress: followed(learning.value.progress, event) });
}

/** Cuts, splits, measures and trains, as far as the training goes. */
async function prepared(document: string, minutes: number, signal: AbortSignal): Promise<LearningRecord> {
  const { model } = (await readDocument(document)) ?? {};
  const base = await filesOfModel(model);
  const learntBefore = (model === undefined ? undefined : await readModelRecord(model))?.learnt ?? [];
  const cut = await checkedLines(document, work, (done, all) => change({ done, all }), signal);
  if (cut.length < leastLines) throw new Error(words.value.learn.few(leastLines));
  const { lines, heldOut } = splitLines(cut, { seed: document, learnt: new Set(learntBefore) });
  change({ stage: 'before', done: 0, all: heldOut.length });
  const told = (done: number) => change({ done });
  const before = await work.ask('measure', { model: base.reads, lines: heldOut }, { told, signal });
  const learnt = [...new Set([...learntBefore, ...lines.map(lineKey)])];
  const record = { document, run: `app-${newId()}`, learnt, lines: lines.length, heldOut, before };
  signal.throwIfAborted();
  await saveLearning(record);
  change({ stage: 'training' });
  const { run } = record;
  await work.ask('learn', { run, lines, heldOut, from: base.trains, minutes }, { told: follow, signal });
  return record;
}

/** Measures what was learnt, and keeps it where it is worth it. */
async function finish({ document, run, heldOut, before, ...record }: LearningRecord): Promise<void> {
  const model = await work.ask('learntModel', run);
  change({ stage: 'after', done: 0, all: heldOut.length });
  const told = (done: number) => change({ done });
  // Without a model it was stopped before anything was learnt.
  const after = model?.learnt ? await work.ask('measure', { model: model.reads, lines: heldOut }, { told }) : before;
  const outcome = outcomeOf(before, after, model?.learnt ?? false);
  const kept = model && isKept(outcome) ? await keepLearnt(document, model, { ...record, outcome }, work) : undefined;
  await drop({ document, run });
  change({ stage: 'done', result: { outcome, heldOut, model: kept } });
}

async function drop({ document, run }: Pick<LearningRecord, 'document' | 'run'>): Promise<void> {
  await work.ask('dropRun', run);
  await deleteLearning(document);
}
