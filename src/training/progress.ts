/** Where a run is: with the weights and the optimiser's moments all that it needs to go on. */
import { z } from 'zod';

/** A validation that later ones are compared with. */
export const referenceSchema = z.object({
  step: z.number().int(),
  score: z.number(),
  units: z.enum(['document', 'line', 'page']),
  edits: z.array(z.number()),
  lengths: z.array(z.number()),
});

export type Reference = z.infer<typeof referenceSchema>;

export const progressSchema = z.object({
  /** Steps done. */
  step: z.number().int(),
  epoch: z.number().int(),
  /** Batches done of this epoch. */
  batch: z.number().int(),
  /** Seconds of training, pauses between runs not counted. */
  trainedSeconds: z.number(),
  stepAtValidation: z.number().int(),
  bestScore: z.number().nullable(),
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
      score: z.number(),
      /** The task's own. */
      figures: z.record(z.string(), z.number()),
    }),
  ),
  /** Loss since the last validation: its sum, and what it is divided by. */
  lossSum: z.number(),
  lossUnits: z.number(),
  /** What the model that the run went on from made of the validation samples, and the best validation since. */
  start: referenceSchema.nullable(),
  bestTrained: referenceSchema.nullable(),
  /** Of several trainers: rounds done, and where each shard is. */
  rounds: z.number().int().optional(),
  shards: z
    .array(
      z.object({
        epoch: z.number().int(),
        batch: z.number().int(),
        batches: z.number().int().positive(),
        moments: z.string().nullable(),
      }),
    )
    .optional(),
});

export type Progress = z.infer<typeof progressSchema>;

export const noProgress: Progress = {
  step: 0,
  epoch: 0,
  batch: 0,
  trainedSeconds: 0,
  stepAtValidation: 0,
  bestScore: null,
  bestStep: 0,
  sinceBest: 0,
  reductions: 0,
  sinceReduction: 0,
  history: [],
  lossSum: 0,
  lossUnits: 0,
  start: null,
  bestTrained: null,
};
