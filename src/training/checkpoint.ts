/** Everything a run needs to go on as if it had never stopped, as one safetensors file. */
import { readSafetensors, type StoredTensor, sha256, writeSafetensors } from '../model/index.js';
import type { OptimizerState } from './optimizer.js';
import { type Progress, progressSchema } from './progress.js';

export interface Checkpoint {
  readonly progress: Progress;
  readonly weights: Float32Array;
  readonly optimizer: OptimizerState;
  /** What must be the same when the run goes on: network, seed, data. */
  readonly identity: string;
}

type Vectors = Readonly<Record<'weights' | keyof OptimizerState, Float32Array>>;

const vectorNames = ['weights', 'mean', 'square', 'average'] as const;

/** What the metadata hold beside the checksum. */
interface Account {
  readonly identity: string;
  readonly progress: string;
}

export function writeCheckpoint({ progress, weights, optimizer, identity }: Checkpoint): Uint8Array {
  const vectors = { weights, ...optimizer };
  const tensors = new Map<string, StoredTensor>(
    Object.entries(vectors).map(([name, data]) => [name, { data, shape: [data.length] }]),
  );
  const account = { identity, progress: JSON.stringify(progress) };
  return writeSafetensors({ tensors, metadata: { ...account, [checksumKey]: checksumOf(vectors, account) } });
}

const checksumKey = 'sha256';

/** Of every value and of both texts, wherever the file has them. */
function checksumOf(vectors: Vectors, { identity, progress }: Account): string {
  const lengths = vectorNames.map((name) => vectors[name].length);
  return sha256(
    new TextEncoder().encode(JSON.stringify([identity, progress, lengths])),
    ...vectorNames.map((name) => {
      const { buffer, byteOffset, byteLength } = vectors[name];
      return new Uint8Array(buffer, byteOffset, byteLength);
    }),
  );
}

/** @throws when the file is damaged: cut off, or of another checksum; files of before have none */
export function readCheckpoint(bytes: Uint8Array): Checkpoint {
  const { tensors, metadata } = readSafetensors(bytes);
  const { identity = '', progress = '', [checksumKey]: checksum, ...others } = metadata;
  // A name that a damage made of one of the others, so that there seems to be no checksum.
  const [unknown] = Object.keys(others);
  if (unknown !== undefined) throw new Error(`it has a part of an unknown name, ${JSON.stringify(unknown)}`);
  const vector = (name: string): Float32Array => {
    const data = tensors.get(name)?.data;
    if (!(data instanceof Float32Array)) throw new Error(`${name} is missing`);
    return data;
  };
  const optimizer = { mean: vector('mean'), square: vector('square'), average: vector('average') };
  const weights = vector('weights');
  if (checksum !== undefined && checksum !== checksumOf({ weights, ...optimizer }, { identity, progress })) {
    throw new Error('its checksum differs');
  }
  return { identity, progress: progressOf(progress), weights, optimizer };
}

function progressOf(json: string): Progress {
  const parsed = progressSchema.safeParse(JSON.parse(json));
  if (parsed.success) return parsed.data;
  throw new Error('it was written by an earlier version of ductus, or is damaged');
}
