/** A whole run of page layout in a folder: pages and network put together, then the loop. */
import { checkPaths } from '../dataset/index.js';
import { currentFolder, pathFrom } from '../files/index.js';
import { type LayoutModel, readLayoutModel } from '../model/index.js';
import { LayoutNetwork } from '../network/index.js';
import { layoutModel, readModelFile } from '../recognition/node.js';
import { coreCount } from '../runtime/index.js';
import { SynthesisError } from '../synthesis/node.js';
import { type Checkpoint, type changeableSettings, shardsFor, TrainingError } from '../training/index.js';
import { version } from '../version.js';
import { checkedSettings, checkOptions } from './check-options.js';
import { changeSettings } from './kept-config.js';
import { type LayoutConfig, parseLayoutConfig } from './layout-config.js';
import type { LayoutEvent } from './layout-events.js';
import {
  drawnWithFrom,
  type LayoutSettings,
  layoutRules,
  layoutRunOptions,
  layoutSettings,
  layoutSettingsSchema,
  layoutSpecOf,
} from './layout-options.js';
import { type LayoutRunOptions, trainPages } from './layout-run.js';
import { layoutStart } from './layout-start.js';
import { changeProblem, optionProblem, refuse } from './option-rules.js';
import { refuseTaken } from './outputs.js';
import { PageDrawer } from './page-drawer.js';
import { preparePages } from './prepare-layout.js';
import { RunFolder, refuseRun } from './run-folder.js';
import type { Stops } from './task-run.js';

/** What `trainLayout` is told. Settings that are left out take their defaults. */
export interface TrainLayoutOptions extends Partial<LayoutSettings> {
  /** Folders, files or patterns of pages: PAGE or ALTO with baselines, and their images. */
  readonly data: readonly string[];
  /** Where the best model goes. */
  readonly out: string;
  /** Pages to validate on. Default: whole documents of `data`, a tenth of the pages. */
  readonly val?: readonly string[];
  /** What it captures of a page's name is its document. */
  readonly groupBy?: string;
  /** A model to go on from. */
  readonly from?: string;
  /** Folder of the run. Default: runs/DATE-SEED. */
  readonly run?: string;
  /** Whether a model that is at `out` now may be replaced. Default: no, a run never replaces what it didn't write. */
  readonly overwrite?: boolean;
  /** Asks the run to stop after its step or validation, with a checkpoint. */
  readonly signal?: AbortSignal;
  /** After `signal`: asks not to wait for a validation's end either. */
  readonly abandon?: AbortSignal;
  /** Is called when a validation begins; its event comes when it is over. */
  readonly validating?: (() => void) | undefined;
}

const place = 'trainLayout';
/** What stands for the path of the model that comes with ductus. */
const layoutName = 'layout';

/**
 * Trains a model that finds the lines of pages.
 *
 * ```ts
 * for await (const event of trainLayout({ data: ['pages'], out: 'layout.onnx', minutes: 60 })) {
 *   if (event.kind === 'validation') console.log(event.f);
 * }
 * ```
 * @throws OverwriteError when a file is at `out`; TrainingError when nothing can be trained; DataError, ModelError for what they name
 */
export async function* trainLayout(options: TrainLayoutOptions): AsyncGenerator<LayoutEvent> {
  const { data, out, val, groupBy, from, run, overwrite = false, signal, abandon, validating, ...told } = options;
  checkPaths(`${place}: data`, data);
  if (val !== undefined) checkPaths(`${place}: val`, val);
  refuse(optionProblem({ ...options }, layoutRules), place);
  checkOptions(layoutRunOptions, { ...options }, place);
  if (run !== undefined) await refuseRun(run);
  if (!overwrite) await refuseTaken([out]);
  const base = from === undefined ? undefined : await readLayoutBase(from);
  const settings = checkedSettings(layoutSettingsSchema, layoutSettings, { ...fromBase(base), ...told }, place);
  const network = networkFor(settings);
  const prepared = await preparePages({ data, val, groupBy, seed: settings.seed });
  const threads = settings.threads ?? coreCount();
  const config: LayoutConfig = {
    kind: 'layout',
    version,
    folder: currentFolder(),
    data: [...data],
    ...(val ? { val: [...val] } : {}),
    ...(groupBy ? { groupBy } : {}),
    out,
    ...(base ? { from, fromProvenance: accountOf(base) } : {}),
    threads,
    shards: shardsFor(threads),
    settings,
  };
  const folder = await RunFolder.create(run, config, overwrite);
  try {
    const start = layoutStart(network, settings.seed, base);
    yield* trained(folder, { prepared, network, start, stops: { signal, abandon, validating } });
  } finally {
    await folder.close();
  }
}

/**
 * Goes on with a run of page layout as if it had never stopped.
 * @param changes as `resume` takes them
 * @throws TrainingError when there is no run, its data changed, or something else is to change
 */
export async function* resumeLayout(
  path: string,
  changes: Partial<Pick<LayoutSettings, (typeof changeableSettings)[number]>> = {},
  signal?: AbortSignal,
  abandon?: AbortSignal,
  validating?: () => void,
): AsyncGenerator<LayoutEvent> {
  refuse(changeProblem(changes), 'resumeLayout');
  const { folder, checkpoint } = await RunFolder.open(path, parseLayoutConfig);
  try {
    await changeSettings(folder, changes, layoutSettingsSchema);
    yield* goOn(folder, checkpoint, { signal, abandon, validating });
  } finally {
    await folder.close();
  }
}

async function* goOn(
  folder: RunFolder<LayoutConfig>,
  checkpoint: Checkpoint | undefined,
  stops: Stops,
): AsyncGenerator<LayoutEvent> {
  const { settings, from, ...config } = folder.config;
  const located = (paths: readonly string[]) => paths.map((path) => pathFrom(config.folder, path));
  const { val, groupBy } = config;
  const network = networkFor(settings);
  const { seed } = settings;
  const prepared = await preparePages({ data: located(config.data), val: val && located(val), groupBy, seed });
  const needsBase = checkpoint === undefined && from !== undefined;
  const base = needsBase ? await readLayoutBase(from, config.folder) : undefined;
  const start = checkpoint ?? layoutStart(network, seed, base);
  yield* trained(folder, { prepared, network, start, stops });
}

/** With drawn pages where the settings want some; their threads end with the run, and where it can't begin. */
async function* trained(
  folder: RunFolder<LayoutConfig>,
  options: Omit<LayoutRunOptions, 'drawn'>,
): AsyncGenerator<LayoutEvent> {
  const drawn = await drawnPagesFor(folder.config.settings);
  try {
    yield* trainPages(folder, { ...options, drawn });
  } finally {
    await drawn?.dispose();
  }
}

/** @throws TrainingError when what draws them is not installed */
async function drawnPagesFor({ drawn, seed }: LayoutSettings): Promise<PageDrawer | undefined> {
  if (drawn === 0) return undefined;
  try {
    return await PageDrawer.open(seed);
  } catch (cause) {
    if (!(cause instanceof SynthesisError)) throw cause;
    const rule = `drawn pages need packages that are not installed; ${cause.message}, or learn from real pages only by \`drawn\` 0`;
    throw new TrainingError(`${place}: ${rule}`, {
      code: cause.code,
      details: { ...cause.details, options: ['drawn'] },
      cause,
    });
  }
}

async function readLayoutBase(from: string, folder?: string): Promise<LayoutModel> {
  const path = from === layoutName ? layoutModel() : from;
  return readLayoutModel(await readModelFile(path, folder), from);
}

/** A model that is trained on keeps its network, unless another is given. */
function fromBase(base: LayoutModel | undefined): Partial<LayoutSettings> {
  if (!base) return {};
  const { channels, regionTypes } = base.network.spec;
  return { channels: [...channels], regionTypes: [...regionTypes], drawn: drawnWithFrom };
}

/** What a model that comes from this one says of it. */
function accountOf({ metadata: { provenance, metrics } }: LayoutModel): Record<string, unknown> {
  return { ...provenance, metrics };
}

/** @throws TrainingError for channels, or sides of crops, that no network can have */
function networkFor(settings: LayoutSettings): LayoutNetwork {
  const network = new LayoutNetwork(layoutSpecOf(settings));
  const { multiple } = network;
  if (settings.cropSize % multiple === 0) return network;
  throw new TrainingError(
    `${place}: \`cropSize\` must be a multiple of ${multiple}, what the network halves an image to, got ${settings.cropSize}`,
    { code: 'training/wrong-option', details: { options: ['cropSize'], value: settings.cropSize } },
  );
}
