/** The lines of a run that began before, as its configuration names them. */
import { pathFrom } from '../files/index.js';
import type { Network } from '../network/index.js';
import { Alphabet } from '../text/index.js';
import type { Base } from './begin-lines.js';
import { prepare, withoutPages } from './prepare.js';
import { type Prepared, usableSamples } from './prepared.js';
import { networkFor, type RunConfig } from './run-config.js';

/**
 * @param folder for lines that are cut out of pages
 * @param base where the first weights are still to be made of a model
 */
export async function linesOfConfig(
  config: RunConfig,
  folder: string,
  base: Base | undefined,
): Promise<{ readonly prepared: Prepared; readonly network: Network }> {
  const { settings, val, groupBy, repeat = {} } = config;
  const located = (paths: readonly string[]) => paths.map((path) => pathFrom(config.folder, path));
  const lines = await prepare({
    data: located(config.data),
    val: val && located(val),
    repeat: Object.fromEntries(Object.entries(repeat).map(([path, times]) => [pathFrom(config.folder, path), times])),
    groupBy,
    settings,
    base,
  });
  const alphabet = new Alphabet(config.alphabet);
  const network = networkFor(settings.spec, alphabet);
  const usable = usableSamples({ ...lines, alphabet }, network, settings);
  return { prepared: await withoutPages({ ...lines, ...usable, alphabet }, folder), network };
}
