/** Everything a run needs to go on as if it had never stopped, as one safetensors file. */
import { z } from 'zod';
import { readSafetensors, type StoredTensor, writeSafetensors } from '../model/index.js';
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
};

export interface Checkpoint {
  readonly progress: Progress;
  readonly weights: Float32Array;
  readonly optimizer: OptimizerState;
  /** What must be the same when the run goes on: network, seed, data. */
  readonly identity: string;
}

export function writeCheckpoint({ progress, weights, optimizer, identity }: Checkpoint): Uint8Array {
  const vectors = { weights, ...optimizer };
  const tensors = new Map<string, StoredTensor>(
    Object.entries(vectors).map(([name, data]) => [name, { data, shape: [data.length] }]),
  );
  return writeSafetensors({ tensors, metadata: { identity, progress: JSON.stringify(progress) } });
}

/** @throws when the file is damaged */
export function readCheckpoint(bytes: Uint8Array): Checkpoint {
  const { tensors, metadata } = readSafetensors(bytes);
  const vector = (name: string): Float32Array => {
    const data = tensors.get(name)?.data;
    if (!(data instanceof Float32Array)) throw new Error(`checkpoint: ${name} is missing`);
    return data;
  };
  return {
    identity: metadata.identity ?? '',
    progress: progressSchema.parse(JSON.parse(metadata.progress ?? '{}')),
    weights: vector('weights'),
    optimizer: { mean: vector('mean'), square: vector('square'), average: vector('average') },
  };
}
