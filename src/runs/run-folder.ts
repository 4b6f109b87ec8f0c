/** A run's folder: its configuration, its log, its last checkpoint and its best model, and who works on it. */
import { aboutOptions } from '../error.js';
import {
  appendLine,
  canWrite,
  FileLock,
  fileSize,
  freeBytes,
  joinPath,
  makeFolder,
  makeNewFolder,
  parentFolder,
  pathFrom,
  readBytesIfThere,
} from '../files/index.js';
import { type Checkpoint, readCheckpoint, TrainingError } from '../training/index.js';
import { type KeptConfig, reasonOf } from './kept-config.js';
import type { KeptEvent, Run, RunSizes } from './kept-run.js';
import { int8Path, Outputs } from './outputs.js';
import { naming, writeNamed } from './written.js';

const configFile = 'config.json';
const checkpointFile = 'checkpoint.safetensors';
const logFile = 'log.jsonl';
const lockFile = 'lock.json';
const bestModelFile = 'best.onnx';
const lastModelFile = 'last.onnx';

/** What a run tells of itself in its folder. */
export function filesOfRun(path: string): { readonly config: string; readonly log: string } {
  return { config: joinPath(path, configFile), log: joinPath(path, logFile) };
}

export class RunFolder<C extends KeptConfig> implements Run<C> {
  /** Whether it was said that somebody else's file is where the best model goes. */
  private isDisplaced = false;
  private hasUnvalidated = false;

  private constructor(
    readonly path: string,
    private current: C,
    private readonly lock: FileLock,
    private readonly outputs: Outputs,
  ) {}

  get config(): C {
    return this.current;
  }

  /** Where the best model goes, wherever the run is resumed from. */
  get out(): string {
    return pathFrom(this.current.folder, this.current.out);
  }

  get bestPath(): string {
    return joinPath(this.path, bestModelFile);
  }

  /** Changes what the run was told, for this and later resumptions. */
  async reconfigure(config: C): Promise<void> {
    this.current = config;
    await this.saveConfig();
  }

  private saveConfig(): Promise<void> {
    return writeNamed(joinPath(this.path, configFile), `${JSON.stringify(this.current, null, 2)}\n`);
  }

  /**
   * @param run default: a new folder, runs/DATE-SEED
   * @param overwrite whether models that are at the run's places now may be replaced
   * @throws TrainingError when the folder already holds a run, or another process works on it
   */
  static async create<C extends KeptConfig>(
    run: string | undefined,
    config: C,
    overwrite: boolean,
  ): Promise<RunFolder<C>> {
    if (!(await canWrite(config.out))) {
      throw new TrainingError(`${config.out}: can't be written. Give another place by \`out\``, aboutOptions('out'));
    }
    const path = run ?? (await newFolder(config.settings.seed));
    await makeFolder(path);
    return locked(path, async (lock) => {
      await refuseRun(path);
      const out = pathFrom(config.folder, config.out);
      const outputs = await Outputs.open(path, out, []);
      if (overwrite) for (const place of [out, int8Path(out)]) await outputs.give(place);
      const folder = new RunFolder(path, config, lock, outputs);
      await folder.saveConfig();
      return folder;
    });
  }

  /**
   * @param parse what the configuration says, from its bytes; the path is for messages
   * @throws TrainingError when there is no run, its files are damaged, or another process works on it
   */
  static async open<C extends KeptConfig>(
    path: string,
    parse: (json: Uint8Array, path: string) => C,
  ): Promise<{ folder: RunFolder<C>; checkpoint: Checkpoint | undefined }> {
    const configPath = joinPath(path, configFile);
    if ((await fileSize(configPath)) === undefined) {
      throw new TrainingError(`${path}: no run is there (it has no ${configFile})`);
    }
    return locked(path, async (lock) => {
      const config = parse((await readBytesIfThere(configPath)) ?? new Uint8Array(), configPath);
      const out = pathFrom(config.folder, config.out);
      const outputs = await Outputs.open(path, out, [bestModelFile, lastModelFile]);
      return { folder: new RunFolder(path, config, lock, outputs), checkpoint: await checkpointOf(path) };
    });
  }

  /** Lets other processes work on the folder. */
  close(): Promise<void> {
    return this.lock.release();
  }

  /** @throws TrainingError when a disk has less room than the run is going to need */
  async checkRoom({ checkpoint, model }: RunSizes): Promise<void> {
    const sizeOf = async (path: string) => (await fileSize(path)) ?? 0;
    const present = await Promise.all([checkpointFile, bestModelFile].map((name) => sizeOf(joinPath(this.path, name))));
    // The new file stands beside the old one until it is whole.
    await checkRoomOf(this.path, 'run', 2 * (checkpoint + model) - present.reduce((a, b) => a + b, 0));
    await checkRoomOf(parentFolder(this.out), 'out', 2 * model - (await sizeOf(this.out)));
  }

  async saveCheckpoint(bytes: Uint8Array): Promise<void> {
    this.checkLock();
    await writeNamed(joinPath(this.path, checkpointFile), bytes);
  }

  /**
   * The best model is in the run's folder and at the place that was asked for, as soon as it is known.
   * @returns a warning, when somebody else's file is at that place now
   */
  async saveModel(bytes: Uint8Array): Promise<string | undefined> {
    this.checkLock();
    const best = joinPath(this.path, bestModelFile);
    await writeNamed(best, bytes);
    if ((await this.outputs.write(this.out, bytes)) || this.isDisplaced) return undefined;
    this.isDisplaced = true;
    return `${this.out}: a file is there that this run didn't write; it stays, and the best model is in ${best}`;
  }

  /** A model made from the best one. @returns where it went */
  async saveInt8(bytes: Uint8Array): Promise<string> {
    const wanted = int8Path(this.out);
    if (await this.outputs.write(wanted, bytes)) return wanted;
    const inFolder = joinPath(this.path, int8Path(bestModelFile));
    await writeNamed(inFolder, bytes);
    return inFolder;
  }

  /** The best model so far; `undefined` before the first validation. */
  bestModel(): Promise<Uint8Array | undefined> {
    return readBytesIfThere(joinPath(this.path, bestModelFile));
  }

  /** Never replaces a model that is there: it may be a good one. */
  async saveUnvalidated(bytes: Uint8Array): Promise<void> {
    await writeNamed(joinPath(this.path, lastModelFile), bytes);
    this.hasUnvalidated = (await fileSize(this.out)) === undefined && (await this.outputs.write(this.out, bytes));
  }

  /** Where the run's model is at its end: at the place that was asked for, unless somebody else's file is there. */
  async modelPath(): Promise<string> {
    const best = await this.bestModel();
    if (best) return (await this.outputs.write(this.out, best)) ? this.out : joinPath(this.path, bestModelFile);
    return this.hasUnvalidated ? this.out : joinPath(this.path, lastModelFile);
  }

  async log(event: KeptEvent): Promise<void> {
    this.checkLock();
    const path = joinPath(this.path, logFile);
    const line = JSON.stringify({ time: new Date().toISOString(), ...event });
    await naming(path, () => appendLine(path, line, event.kind === 'start'));
  }

  private checkLock(): void {
    if (!this.lock.isLost) return;
    throw new TrainingError(
      `${this.path}: another process went on with this run, since this one gave no sign of life for minutes. It ends here; what it learnt since its last checkpoint is lost`,
    );
  }
}

/** Does the work while the folder is locked; the lock stays when the work succeeds. */
async function locked<T>(path: string, work: (lock: FileLock) => Promise<T>): Promise<T> {
  const lockPath = joinPath(path, lockFile);
  const taken = await naming(lockPath, () => FileLock.take(lockPath));
  if (!('lock' in taken)) {
    const { holder } = taken;
    const who = holder
      ? `process ${holder.process} of ${holder.host} works on it since ${holder.since}`
      : 'it is locked';
    throw new TrainingError(
      `${path}: ${who}. Wait until it is done, or end that process; if there is none any more, remove ${lockPath}`,
    );
  }
  try {
    return await work(taken.lock);
  } catch (error) {
    await taken.lock.release();
    throw error;
  }
}

/** @throws TrainingError when a folder holds a run */
export async function refuseRun(path: string): Promise<void> {
  if ((await fileSize(joinPath(path, configFile))) === undefined) return;
  throw new TrainingError(
    `${path} already holds a run. Go on with it by \`resume\` ${path}, or give another folder by \`run\``,
    aboutOptions('resume', 'run'),
  );
}

async function checkpointOf(path: string): Promise<Checkpoint | undefined> {
  const checkpointPath = joinPath(path, checkpointFile);
  const bytes = await readBytesIfThere(checkpointPath);
  try {
    return bytes && readCheckpoint(bytes);
  } catch (error) {
    throw new TrainingError(
      `${checkpointPath} is damaged: ${reasonOf(error)}. The run can't go on exactly; begin a new one from its best model: \`from\` ${joinPath(path, bestModelFile)}`,
      aboutOptions('from'),
    );
  }
}

/** runs/DATE-SEED, or the first of -2, -3, … that is not there: two runs may begin in one second. */
async function newFolder(seed: number): Promise<string> {
  const now = new Date().toISOString().slice(0, 19).replaceAll(':', '').replace('T', '-');
  const name = joinPath('runs', `${now}-${seed}`);
  for (let n = 1; ; n++) {
    const path = n === 1 ? name : `${name}-${n}`;
    if (await makeNewFolder(path)) return path;
  }
}

async function checkRoomOf(folder: string, option: 'run' | 'out', needed: number): Promise<void> {
  const free = await freeBytes(folder);
  if (free === undefined || free >= needed) return;
  const megabytes = (bytes: number) => `${(bytes / 1e6).toFixed(0)} MB`;
  throw new TrainingError(
    `${folder}: the run's files need ${megabytes(needed)}, and ${megabytes(free)} are free. Make room, or give a place on another disk by \`${option}\``,
    aboutOptions(option),
  );
}
