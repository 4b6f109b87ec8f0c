/** What a run of lines begins with, wherever its lines come from: settings, alphabet, network, and what is usable of the lines. */
import { aboutOptions } from '../error.js';
import { accountOf, type Model } from '../model/index.js';
import { type Network, withLineHeight } from '../network/index.js';
import { coreCount } from '../runtime/index.js';
import { Alphabet } from '../text/index.js';
import { shardsFor, TrainingError } from '../training/index.js';
import { version } from '../version.js';
import type { AlphabetMode } from './option-table.js';
import { checkSettings, type TrainingSettings } from './options.js';
import { type Prepared, usableSamples } from './prepared.js';
import { networkFor, type RunConfig } from './run-config.js';
import { headStepsFor, rulesOfModel } from './start.js';

/** A model to go on from, and what is made of its alphabet. */
export interface Base {
  readonly model: Model;
  /** What it was called. */
  readonly name: string;
  readonly mode: AlphabetMode | undefined;
}

/** What a run was told of its network and its numbers. */
export interface ToldOfLines extends Partial<TrainingSettings> {
  readonly lineHeight?: number | undefined;
}

/** @throws TrainingError for settings that are not known, have other values than they may, or don't go together */
export function settingsOfRun(told: ToldOfLines, base: Base | undefined): TrainingSettings {
  const { lineHeight: _, ...named } = told;
  const settings = checkSettings({ ...(base ? rulesOfModel(base.model) : {}), ...named });
  if (base?.mode === 'keep' && settings.normalize !== base.model.metadata.text.form) {
    throw new TrainingError(
      `${base.name} writes ${base.model.metadata.text.form}, so \`alphabet\` keep can't go with \`normalize\` ${settings.normalize}`,
      { ...aboutOptions('alphabet', 'normalize'), code: 'training/conflict' },
    );
  }
  return settings;
}

/** The alphabet of what is learnt, and of the model that the run goes on from. */
export function alphabetFor(training: readonly { readonly text: string }[], base: Base | undefined): Alphabet {
  const written = Alphabet.of(training.map(({ text }) => text));
  if (!base || base.mode === 'new') return written;
  return base.mode === 'keep' ? base.model.alphabet : base.model.alphabet.union(written);
}

/** A run that can begin. */
export interface BegunLines {
  readonly network: Network;
  readonly config: RunConfig;
  /** What the network can learn from, of its lines. */
  readonly prepared: Prepared;
}

/**
 * @param settings as `settingsOfRun` made them of the same
 * @param place where lines and model lie, as the configuration has it
 * @throws TrainingError when nothing can be learnt; VgslError for a network that can't be
 */
export function beginLines(
  told: ToldOfLines,
  settings: TrainingSettings,
  lines: Prepared,
  place: Pick<RunConfig, 'folder' | 'data' | 'val' | 'repeat' | 'groupBy' | 'machines' | 'out'>,
  base: Base | undefined,
): BegunLines {
  const { alphabet } = lines;
  const threads = settings.threads ?? coreCount();
  const named = told.spec ?? base?.model.network.spec ?? settings.spec;
  const spec = told.lineHeight === undefined ? named : withLineHeight(named, told.lineHeight);
  const network = networkFor(spec, alphabet);
  const headSteps = settings.headSteps ?? headStepsFor(network, alphabet, base?.model);
  const config: RunConfig = {
    version,
    ...place,
    ...(base ? { from: base.name, fromProvenance: accountOf(base.model), alphabetMode: base.mode ?? 'union' } : {}),
    alphabet: [...alphabet.characters],
    threads,
    shards: shardsFor(threads),
    settings: { ...settings, spec, headSteps },
  };
  return { network, config, prepared: { ...lines, ...usableSamples(lines, network, settings) } };
}
