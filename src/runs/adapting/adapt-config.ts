/** What a run that adapts was told, as its folder keeps it. */
import { z } from 'zod';
import { Alphabet } from '../../text/index.js';
import { parsedConfig } from '../kept-config.js';
import { lineSettings, runOptions } from '../option-table.js';
import { trainingSettingsSchema } from '../options.js';
import { networkFor } from '../run-config.js';
import { adaptingSchema } from './adapt-options.js';

/** The files of a language; with none of them it is that of no language. */
export const languageFilesSchema = z.strictObject({
  lm: z.string().exactOptional(),
  lexicon: z.string().exactOptional(),
  weight: z.number().exactOptional(),
  bonus: z.number().exactOptional(),
  beam: z.number().exactOptional(),
});

const paths = z.array(z.string());

const adaptConfigSchema = z.object({
  kind: z.literal('adapting'),
  version: z.string(),
  /** The folder that relative paths are meant from. */
  folder: z.string(),
  /** Pages and images of lines without texts. */
  data: paths,
  lines: z.boolean().optional(),
  pages: z.boolean().optional(),
  labelled: paths.optional(),
  replay: paths.optional(),
  check: paths.optional(),
  language: languageFilesSchema,
  out: runOptions.out.schema.unwrap(),
  /** The model that is adapted. */
  from: z.string(),
  /** What that model says of where it comes from. */
  fromProvenance: z.record(z.string(), z.unknown()),
  alphabet: z.array(z.string()),
  threads: lineSettings.threads.schema.unwrap(),
  /** Parts of a batch, on which the numbers depend. */
  shards: z.number().int().positive(),
  adapting: adaptingSchema,
  settings: trainingSettingsSchema,
});

export type AdaptConfig = z.infer<typeof adaptConfigSchema>;

/** @throws TrainingError that names the file when it is damaged, or the run is of another kind */
export function parseAdaptConfig(json: Uint8Array, path: string): AdaptConfig {
  return parsedConfig(json, path, 'adapting', (content) => {
    const config = adaptConfigSchema.parse(content);
    networkFor(config.settings.spec, new Alphabet(config.alphabet));
    return config;
  });
}
