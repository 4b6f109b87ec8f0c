/** --shard: said as i/n, or by the scheduler that started the process. */
import { type Shard, shardName } from '../recognition/node.js';
import { UsageError } from './errors.js';

type Environment = Readonly<Record<string, string | undefined>>;

/** @throws UsageError for what is no shard, and for `auto` where no scheduler says which */
export function shardOfFlag(text: string, environment: Environment): Shard {
  if (text === 'auto') return shardOfScheduler(environment);
  const [, index, count] = /^(\d+)\/(\d+)$/.exec(text) ?? [];
  const shard = { index: Number(index), count: Number(count) };
  if (isShard(shard)) return shard;
  throw new UsageError(
    `--shard must be i/n with i from 1 to n, such as 1/4 for the first of four, or auto, got ${text}`,
  );
}

function isShard({ index, count }: Shard): boolean {
  return Number.isSafeInteger(count) && index >= 1 && index <= count;
}

function shardOfScheduler(environment: Environment): Shard {
  const shard = shardOfSlurm(environment) ?? shardOfKubernetes(environment);
  if (shard) return shard;
  throw new UsageError(
    '--shard auto: neither SLURM_ARRAY_TASK_ID (an array job of Slurm) nor JOB_COMPLETION_INDEX (an indexed Job of Kubernetes) is set; give --shard i/n',
  );
}

/** Arrays may begin anywhere and go in steps (`--array=0-6:2`). */
function shardOfSlurm(environment: Environment): Shard | undefined {
  if (environment.SLURM_ARRAY_TASK_ID === undefined) return undefined;
  const id = numberIn(environment, 'SLURM_ARRAY_TASK_ID');
  const first = numberIn(environment, 'SLURM_ARRAY_TASK_MIN');
  const count = numberIn(environment, 'SLURM_ARRAY_TASK_COUNT');
  const step = environment.SLURM_ARRAY_TASK_STEP === undefined ? 1 : numberIn(environment, 'SLURM_ARRAY_TASK_STEP');
  return checked(
    { index: (id - first) / step + 1, count },
    'the array must be one range, such as --array=1-100; of an array with gaps give --shard i/n',
  );
}

/** It counts from 0, and how many there are is said by nobody but the manifest. */
function shardOfKubernetes(environment: Environment): Shard | undefined {
  if (environment.JOB_COMPLETION_INDEX === undefined) return undefined;
  const index = numberIn(environment, 'JOB_COMPLETION_INDEX') + 1;
  return checked(
    { index, count: numberIn(environment, 'JOB_COMPLETION_COUNT') },
    'JOB_COMPLETION_COUNT must be what completions says in the manifest',
  );
}

function checked(shard: Shard, rule: string): Shard {
  if (Number.isSafeInteger(shard.index) && isShard(shard)) return shard;
  throw new UsageError(`--shard auto: ${shardName(shard)} is no shard; ${rule}`);
}

function numberIn(environment: Environment, name: string): number {
  const value = environment[name];
  if (value !== undefined && /^\d+$/.test(value)) return Number(value);
  throw new UsageError(`--shard auto: ${name} must be a whole number, got ${value ?? 'nothing'}; give --shard i/n`);
}
