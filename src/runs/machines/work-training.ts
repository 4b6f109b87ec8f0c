/** Computing for a training that another process coordinates: from the place where they meet to the rounds. */
import { openStore } from '../../objects/index.js';
import { TrainingError } from '../../training/index.js';
import { runConfigOf } from '../run-config.js';
import { exchangedRun, passed, pollMs } from './exchange.js';
import { Trainer, type TrainerOptions } from './trainer.js';
import { trainerLines } from './trainer-lines.js';

export interface WorkTrainingOptions extends TrainerOptions {
  /** For lines that are cut out of pages. */
  readonly folder: string;
}

/**
 * Waits for a training, and computes its shards until it has ended.
 * @param place where the coordinator meets its trainers (`exchange` of `train`)
 * @throws TrainingError when the lines here are others, or it can't go on; DataError, ObjectError for what they name
 */
export async function workTraining(place: string, { folder, ...options }: WorkTrainingOptions): Promise<void> {
  const { signal, told } = options;
  const store = await openStore(place);
  try {
    let run = await exchangedRun(store);
    if (!run || run.hasEnded) told({ kind: 'waiting' });
    while ((!run || run.hasEnded) && !signal.aborted) {
      await passed(pollMs(store), signal);
      run = await exchangedRun(store);
    }
    if (!run || signal.aborted) return told({ kind: 'ended' });
    const config = runConfigOf(run.config);
    if (!config) throw new TrainingError(`${store.address}/run.json: it has no configuration that this version reads`);
    const lines = await trainerLines(config, run.identity, folder);
    await new Trainer(store, { id: run.id, config }, lines, options).work();
  } finally {
    store.dispose();
  }
}
