/** Everything a run needs to go on as if it had never stopped, as one safetensors file. */
import { z } from 'zod';
import { readSafetensors, type StoredTensor, sha256, writeSafetensors } from '../model/index.js';
import { readingSchema } from './gain.js';
import type { OptimizerState } from './optimizer.js';

/** Where a run is. */
export const progressSchema = z.object({
  /** Steps done. */
  step: z.number().int(),
  epoch: z.number().int(),
  /** Batches done of this epoch. */
  batch: z.number().int(),
  /** Seconds of training, pauses between runs not counted. */
  trainedSeconds: z.number(),
  stepAtValidation: z.number().int(),
  bestErrorRate: z.number().nullable(),
  bestStep: z.number().int(),
  /** Validations since the best one. */
  sinceBest: z.number().int(),
  /** How often a plateau lowered the learning rate, and validations since it did. */
  reductions: z.number().int(),
  sinceReduction: z.number().int(),
  history: z.array(
    z.object({
      step: z.number().int(),
      epoch: z.number(),
      loss: z.number(),
      trainingErrorRate: z.number(),
      validationErrorRate: z.number(),
    }),
  ),
  /** Mean loss for each character since the last validation: sum and number of characters. */
  lossSum: z.number(),
  lossCharacters: z.number(),
  /** What the model that the run went on from made of the validation lines, and the best validation since. */
  start: readingSchema.nullable().default(null),
  bestTrained: readingSchema.nullable().default(null),
});

export type Progress = z.infer<typeof progressSchema>;

export const noProgress: Progress = {
  step: 0,
  epoch: 0,
  batch: 0,
  trainedSeconds: 0,
  stepAtValidation: 0,
  bestErrorRate: null,
  bestStep: 0,
  sinceBest: 0,
  reductions: 0,
  sinceReduction: 0,
  history: [],
  lossSum: 0,
  lossCharacters: 0,
  start: null,
  bestTrained: null,
};

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
  return { identity, progress: progressSchema.parse(JSON.parse(progress)), weights, optimizer };
}
