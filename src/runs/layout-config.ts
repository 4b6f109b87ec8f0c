/** What a run of page layout was told, as its folder keeps it. */
import { z } from 'zod';
import { LayoutNetwork } from '../network/index.js';
import { parsedConfig } from './kept-config.js';
import { layoutRunOptions, layoutSettings, layoutSettingsSchema, layoutSpecOf } from './layout-options.js';

const layoutConfigSchema = z.object({
  kind: z.literal('layout'),
  version: z.string(),
  /** The folder that relative paths are meant from. */
  folder: z.string(),
  data: z.array(z.string()),
  val: layoutRunOptions.val.schema,
  groupBy: layoutRunOptions.groupBy.schema,
  out: layoutRunOptions.out.schema.unwrap(),
  from: layoutRunOptions.from.schema,
  /** What that model says of where it comes from. */
  fromProvenance: z.record(z.string(), z.unknown()).optional(),
  threads: layoutSettings.threads.schema.unwrap(),
  /** Parts of a batch, on which the numbers depend. */
  shards: z.number().int().positive(),
  settings: layoutSettingsSchema,
});

export type LayoutConfig = z.infer<typeof layoutConfigSchema>;

/** @throws TrainingError that names the file when it is damaged, or the run trains something else */
export function parseLayoutConfig(json: Uint8Array, path: string): LayoutConfig {
  return parsedConfig(json, path, 'layout', (content) => {
    const config = layoutConfigSchema.parse(content);
    new LayoutNetwork(layoutSpecOf(config.settings));
    if (config.groupBy !== undefined) new RegExp(config.groupBy, 'u');
    return config;
  });
}
