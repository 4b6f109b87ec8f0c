/** ductus work --exchange: a trainer of a run that another process coordinates. */
import { mkdtemp, rm } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TrainerEvent, workTraining } from '../runs/node.js';
import type { WorkLog } from './work-log.js';

/** @param threads that it computes with */
export async function workAsTrainer(
  place: string,
  { threads, signal, log }: { readonly threads: number; readonly signal: AbortSignal; readonly log: WorkLog },
): Promise<void> {
  const name = `${hostname()}-${process.pid}`;
  const folder = await mkdtemp(join(tmpdir(), 'ductus-trainer-'));
  log.info({ exchange: place, trainer: name, threads }, 'training');
  try {
    await workTraining(place, { name, threads, signal, folder, told: (event) => logTrainer(log, event) });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const messages: Readonly<Record<TrainerEvent['kind'], readonly ['info' | 'warn', string]>> = {
  waiting: ['info', 'waiting: nothing to compute yet'],
  took: ['info', 'took a shard'],
  lost: ['warn', 'lost a shard: others may take it, since this trainer gave no sign of life'],
  'gave-back': ['info', 'gave a shard back'],
  round: ['info', 'round done'],
  ended: ['info', 'ended'],
};

function logTrainer(log: WorkLog, { kind, ...about }: TrainerEvent): void {
  const [level, message] = messages[kind];
  const rounded = Object.entries(about).map(([name, value]) => [
    name,
    typeof value === 'number' ? Number(value.toFixed(3)) : value,
  ]);
  log[level](Object.fromEntries(rounded), message);
}
