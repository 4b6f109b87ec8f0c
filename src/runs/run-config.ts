/** What a run was told, as its folder keeps it: everything needed to repeat it. */

import { z } from 'zod';
import { aboutOptions } from '../error.js';
import { Network, withOutput } from '../network/index.js';
import { Alphabet } from '../text/index.js';
import { shardsFor, TrainingError } from '../training/index.js';
import { lineSettings, runOptions } from './option-table.js';
import { trainingSettingsSchema } from './options.js';

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
  settings: trainingSettingsSchema,
});

export type RunConfig = z.infer<typeof runConfigSchema>;

export function shardsOf({ shards, threads }: Pick<RunConfig, 'shards' | 'threads'>): number {
  return shards ?? shardsFor(threads);
}

/** @throws TrainingError that names the file when it is damaged */
export function parseConfig(json: Uint8Array, path: string): RunConfig {
  try {
    const config = runConfigSchema.parse(JSON.parse(new TextDecoder().decode(json)));
    networkFor(config.settings.spec, new Alphabet(config.alphabet));
    if (config.groupBy !== undefined) new RegExp(config.groupBy, 'u');
    return config;
  } catch (error) {
    throw new TrainingError(
      `${path} is damaged: ${reasonOf(error)}. Mend it, or go on in a new run with \`from\` and the best model beside it`,
      aboutOptions('from'),
    );
  }
}

/** One line that says what is wrong. */
export function reasonOf(error: unknown): string {
  if (error instanceof z.ZodError) {
    const [issue] = error.issues;
    return `${issue?.path.join('.')}: ${issue?.message}`;
  }
  const [line = ''] = (error instanceof Error ? error.message : String(error)).split('\n', 1);
  return line;
}

/** A specification of another class count (another model's) gets the alphabet's. */
export function networkFor(spec: string, alphabet: Alphabet): Network {
  return new Network(withOutput(spec, undefined), alphabet.classes);
}
