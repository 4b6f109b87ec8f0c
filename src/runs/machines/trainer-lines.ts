/** The lines of a run as a trainer finds them: by the same paths, and it must be the same lines. */
import type { Sample } from '../../dataset/index.js';
import type { Network } from '../../network/index.js';
import type { Alphabet } from '../../text/index.js';
import { TrainingError } from '../../training/index.js';
import { shardsOf } from '../kept-config.js';
import { linesOfConfig } from '../kept-lines.js';
import { withCopies } from '../prepared.js';
import { identityOf } from '../run.js';
import type { RunConfig } from '../run-config.js';
import { shardLines } from './shard-lines.js';

export interface TrainerLines {
  readonly network: Network;
  readonly alphabet: Alphabet;
  /** The training lines of each shard. */
  readonly shards: readonly (readonly Sample[])[];
  /** Of a batch, on which the numbers depend. */
  readonly parts: number;
}

/**
 * @param folder for lines that are cut out of pages
 * @throws TrainingError when they are not those that the run has; DataError when they are not there
 */
export async function trainerLines(config: RunConfig, identity: string, folder: string): Promise<TrainerLines> {
  const { prepared, network } = await linesOfConfig(config, folder, undefined);
  const training = withCopies(prepared.training, prepared.copies);
  if (identityOf(config, network, [...training, ...prepared.validation]) !== identity) {
    throw new TrainingError(
      `${config.data.join(' ')}: the lines here are not those of the coordinator. Trainers need the same data by the same paths, and the same version of ductus`,
    );
  }
  const shards = shardLines(training, config.settings.seed, config.machines?.trainers ?? 1);
  return { network, alphabet: prepared.alphabet, shards, parts: shardsOf(config) };
}
