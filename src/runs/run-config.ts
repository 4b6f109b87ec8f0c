/** What a run was told, as its folder keeps it: everything needed to repeat it. */

import { z } from 'zod';
import { Network, withOutput } from '../network/index.js';
import { Alphabet } from '../text/index.js';
import { parsedConfig } from './kept-config.js';
import { lineSettings, runOptions } from './option-table.js';
import { trainingSettingsSchema } from './options.js';

const machinesSchema = z.object({
  /** The address of the store where they meet. */
  place: z.string(),
  /** Tells the run from others that were there. */
  id: z.string(),
  trainers: runOptions.trainers.schema.unwrap(),
  roundSteps: runOptions.roundSteps.schema.unwrap(),
  outerLearningRate: runOptions.outerLearningRate.schema.unwrap(),
  outerMomentum: runOptions.outerMomentum.schema.unwrap(),
  lockSeconds: runOptions.lockSeconds.schema.unwrap(),
});

export type MachinesConfig = z.infer<typeof machinesSchema>;

const runConfigSchema = z.object({
  version: z.string(),
  /** The folder that relative paths are meant from. */
  folder: z.string(),
  data: z.array(z.string()),
  val: runOptions.val.schema,
  repeat: runOptions.repeat.schema,
  groupBy: runOptions.groupBy.schema,
  out: runOptions.out.schema.unwrap(),
  from: runOptions.from.schema,
  /** What that model says of where it comes from. */
  fromProvenance: z.record(z.string(), z.unknown()).optional(),
  alphabetMode: runOptions.alphabet.schema,
  alphabet: z.array(z.string()),
  threads: lineSettings.threads.schema.unwrap(),
  /** Parts of a batch, on which the numbers depend. Default: as many as the threads of then have sessions. */
  shards: z.number().int().positive().optional(),
  /** Of a run that trainers on other machines compute. */
  machines: machinesSchema.optional(),
  settings: trainingSettingsSchema,
});

export type RunConfig = z.infer<typeof runConfigSchema>;

/** @throws TrainingError that names the file when it is damaged */
export function parseConfig(json: Uint8Array, path: string): RunConfig {
  return parsedConfig(json, path, 'lines', (content) => {
    const config = runConfigSchema.parse(content);
    networkFor(config.settings.spec, new Alphabet(config.alphabet));
    if (config.groupBy !== undefined) new RegExp(config.groupBy, 'u');
    return config;
  });
}

/** The configuration that a run's exchange has; `undefined` for what is none. */
export function runConfigOf(content: unknown): RunConfig | undefined {
  return runConfigSchema.safeParse(content).data;
}

/** A specification of another class count (another model's) gets the alphabet's. */
export function networkFor(spec: string, alphabet: Alphabet): Network {
  return new Network(withOutput(spec, undefined), alphabet.classes);
}
