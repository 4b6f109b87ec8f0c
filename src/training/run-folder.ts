/** A run's folder: its configuration, its log, its last checkpoint and its best model. */
import { z } from 'zod';
import {
  appendLine,
  canWrite,
  fileSize,
  joinPath,
  makeFolder,
  pathFrom,
  readBytesIfThere,
  writeFileAtomic,
} from '../platform/index.js';
import { type Checkpoint, readCheckpoint } from './checkpoint.js';
import { TrainingError, type TrainingEvent } from './events.js';
import { trainingSettingsSchema } from './options.js';
import type { RunStore } from './trainer.js';

/** Everything needed to repeat a run. */
export const runConfigSchema = z.object({
  version: z.string(),
  /** The folder that relative paths are meant from. */
  folder: z.string(),
  data: z.array(z.string()),
  val: z.array(z.string()).optional(),
  repeat: z.record(z.string(), z.number().int().positive()).optional(),
  groupBy: z.string().optional(),
  out: z.string(),
  from: z.string().optional(),
  /** What that model says of where it comes from. */
  fromProvenance: z.record(z.string(), z.unknown()).optional(),
  alphabetMode: z.enum(['keep', 'union', 'new']).optional(),
  alphabet: z.array(z.string()),
  threads: z.number().int().positive(),
  settings: trainingSettingsSchema,
});

export type RunConfig = z.infer<typeof runConfigSchema>;

const configFile = 'config.json';
const checkpointFile = 'checkpoint.safetensors';
const logFile = 'log.jsonl';
export const bestModelFile = 'best.onnx';
const lastModelFile = 'last.onnx';

export class RunFolder implements RunStore {
  private constructor(
    readonly path: string,
    private current: RunConfig,
  ) {}

  get config(): RunConfig {
    return this.current;
  }

  /** Where the best model goes, wherever the run is resumed from. */
  get out(): string {
    return pathFrom(this.current.folder, this.current.out);
  }

  /** Changes some settings, for this and later resumptions. @throws TrainingError when one is not valid */
  async extend(changes: Partial<RunConfig['settings']>): Promise<void> {
    if (Object.keys(changes).length === 0) return;
    const settings = trainingSettingsSchema.safeParse({ ...this.current.settings, ...changes });
    if (!settings.success) throw new TrainingError(`${this.path}: ${settings.error.issues[0]?.message}`);
    this.current = { ...this.current, settings: settings.data };
    await this.saveConfig();
  }

  private saveConfig(): Promise<void> {
    return writeFileAtomic(joinPath(this.path, configFile), `${JSON.stringify(this.current, null, 2)}\n`);
  }

  /** @throws TrainingError when the folder already holds a run */
  static async create(path: string, config: RunConfig): Promise<RunFolder> {
    if (!(await canWrite(config.out))) {
      throw new TrainingError(`${config.out}: can't be written. Give another place by --out`);
    }
    if ((await fileSize(joinPath(path, configFile))) !== undefined) {
      throw new TrainingError(
        `${path} already holds a run. Go on with it by --resume ${path}, or give another folder by --run`,
      );
    }
    await makeFolder(path);
    const folder = new RunFolder(path, config);
    await folder.saveConfig();
    return folder;
  }

  /** @throws TrainingError when there is no run, or its files are damaged */
  static async open(path: string): Promise<{ folder: RunFolder; checkpoint: Checkpoint | undefined }> {
    const json = await readBytesIfThere(joinPath(path, configFile));
    if (json === undefined) throw new TrainingError(`${path}: no run is there (it has no ${configFile})`);
    let config: RunConfig;
    try {
      config = runConfigSchema.parse(JSON.parse(new TextDecoder().decode(json)));
    } catch (error) {
      throw new TrainingError(
        `${joinPath(path, configFile)} can't be read: ${error instanceof Error ? error.message : error}`,
      );
    }
    const bytes = await readBytesIfThere(joinPath(path, checkpointFile));
    try {
      return { folder: new RunFolder(path, config), checkpoint: bytes && readCheckpoint(bytes) };
    } catch (error) {
      throw new TrainingError(
        `${joinPath(path, checkpointFile)} is damaged: ${error instanceof Error ? error.message : error}`,
      );
    }
  }

  saveCheckpoint(bytes: Uint8Array): Promise<void> {
    return writeFileAtomic(joinPath(this.path, checkpointFile), bytes);
  }

  /** The best model is in the run's folder and at the place that was asked for, as soon as it is known. */
  async saveModel(bytes: Uint8Array): Promise<void> {
    await writeFileAtomic(joinPath(this.path, bestModelFile), bytes);
    await writeFileAtomic(this.out, bytes);
  }

  /** The best model so far; `undefined` before the first validation. */
  bestModel(): Promise<Uint8Array | undefined> {
    return readBytesIfThere(joinPath(this.path, bestModelFile));
  }

  /** Never replaces a model that is there: it may be a good one. */
  async saveUnvalidated(bytes: Uint8Array): Promise<void> {
    await writeFileAtomic(joinPath(this.path, lastModelFile), bytes);
    if ((await fileSize(this.out)) === undefined) await writeFileAtomic(this.out, bytes);
  }

  async log(event: TrainingEvent): Promise<void> {
    await appendLine(
      joinPath(this.path, logFile),
      JSON.stringify({ time: new Date().toISOString(), ...event }),
      event.kind === 'start',
    );
  }
}
