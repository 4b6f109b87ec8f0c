/** A run that a browser keeps: configuration, lines, log, checkpoint and models. One tab works on it at a time. */
import type { GivenLine } from '../dataset/index.js';
import {
  type GivenLines,
  parseConfig,
  type Run,
  type RunConfig,
  type RunSizes,
  type TrainingEvent,
} from '../runs/index.js';
import { type Checkpoint, readCheckpoint, TrainingError } from '../training/index.js';
import { below, noRoom, read, write } from './database.js';
import type { KeptRun, KeptTrainingEvent } from './kept-runs.js';
import { takeLock } from './lock.js';

const sets = ['lines', 'validation'] as const;

/** What a run begins with. */
export interface Beginning {
  readonly config: RunConfig;
  readonly lines: GivenLines;
  /** The model that it goes on from. */
  readonly base: Uint8Array | undefined;
}

export class DatabaseRun implements Run {
  /** Told and not written yet: what steps told is kept with the checkpoint that follows, or is lost with them. */
  private waiting: KeptTrainingEvent[] = [];
  private step = 0;

  private constructor(
    private summary: KeptRun,
    private current: RunConfig,
    /** Parts of the log. */
    private parts: number,
    private readonly unlock: () => void,
  ) {}

  get config(): RunConfig {
    return this.current;
  }

  get path(): string {
    return this.summary.name;
  }

  get out(): string {
    return this.summary.name;
  }

  get bestPath(): string {
    return this.summary.name;
  }

  /** @throws TrainingError when there is a run of that name, or no room for its lines */
  static async create(name: string, { config, lines, base }: Beginning): Promise<DatabaseRun> {
    const unlock = await takeLock(name);
    try {
      if (await summaryOf(name)) {
        throw new TrainingError(
          `${name}: there is a run of this name. Go on with it (resume), delete it (deleteRun), or give another name by \`run\``,
          {
            details: { options: ['run'] },
          },
        );
      }
      const now = new Date();
      const summary: KeptRun = { name, began: now, changed: now, step: 0, bestErrorRate: undefined, ended: undefined };
      await write((store) => {
        const files = store('files');
        store('runs').put(summary, [name]);
        files.put(JSON.stringify(config), [name, 'config']);
        if (base) files.put(base, [name, 'from']);
        for (const set of sets) lines[set]?.forEach((line, index) => files.put(line, [name, set, index]));
      });
      return new DatabaseRun(summary, config, 0, unlock);
    } catch (error) {
      unlock();
      throw error;
    }
  }

  /** @throws TrainingError when there is none, or it is damaged */
  static async open(name: string): Promise<DatabaseRun> {
    const unlock = await takeLock(name);
    try {
      const summary = await summaryOf(name);
      if (!summary) throw new TrainingError(`${name}: there is no run of this name; listRuns tells which there are`);
      const json: string = await read('files', (store) => store.get([name, 'config']));
      const config = parseConfig(new TextEncoder().encode(json), name);
      const parts = await read('files', (store) => store.count(below([name, 'log'])));
      return new DatabaseRun({ ...summary, ended: undefined }, config, parts, unlock);
    } catch (error) {
      unlock();
      throw error;
    }
  }

  /** The lines that it began with. */
  async lines(): Promise<GivenLines> {
    const linesOf = (set: (typeof sets)[number]): Promise<readonly GivenLine[]> =>
      read('files', (store) => store.getAll(below([this.path, set])));
    const validation = await linesOf('validation');
    return { lines: await linesOf('lines'), ...(validation.length > 0 ? { validation } : {}) };
  }

  /** The model that it goes on from, where it does. */
  base(): Promise<Uint8Array | undefined> {
    return this.file('from');
  }

  /** Where it goes on from; `undefined` before its first checkpoint. */
  async checkpoint(): Promise<Checkpoint | undefined> {
    const bytes = await this.file('checkpoint');
    return bytes && readCheckpoint(bytes);
  }

  /** Changes what the run was told, for this and later resumptions. */
  async reconfigure(config: RunConfig): Promise<void> {
    this.current = config;
    await write((store) => store('files').put(JSON.stringify(config), [this.path, 'config']));
  }

  /** Lets other tabs work on it. */
  close(): void {
    this.unlock();
  }

  /** Browsers tell roughly what they would give, if they tell it. */
  async checkRoom({ checkpoint, model }: RunSizes): Promise<void> {
    const { quota, usage = 0 } = (await navigator.storage?.estimate()) ?? {};
    const left = Math.max(0, (quota ?? Number.POSITIVE_INFINITY) - usage);
    if (left >= checkpoint + model) return;
    const megabytes = (bytes: number) => `${(bytes / 1e6).toFixed(0)} MB`;
    throw noRoom(`the run needs ${megabytes(checkpoint + model)}, and ${megabytes(left)} are left`);
  }

  async saveCheckpoint(bytes: Uint8Array): Promise<void> {
    this.summary = { ...this.summary, step: this.step };
    await this.save({ checkpoint: bytes });
  }

  async saveModel(bytes: Uint8Array): Promise<undefined> {
    await this.save({ best: bytes });
  }

  saveUnvalidated(bytes: Uint8Array): Promise<void> {
    return this.save({ last: bytes });
  }

  async saveInt8(bytes: Uint8Array): Promise<string> {
    await this.save({ int8: bytes });
    return this.out;
  }

  bestModel(): Promise<Uint8Array | undefined> {
    return this.file('best');
  }

  async modelPath(): Promise<string> {
    return this.out;
  }

  async log(event: TrainingEvent): Promise<void> {
    this.waiting.push({ time: new Date().toISOString(), ...event });
    if (event.kind === 'step') {
      this.step = event.step;
      return;
    }
    if (event.kind === 'start') this.step = event.resumedAt;
    if (event.kind === 'validation') this.summary = { ...this.summary, bestErrorRate: event.bestErrorRate };
    if (event.kind === 'end') this.summary = { ...this.summary, ended: event.reason };
    await this.save({});
  }

  /** Writes files together with what was told. */
  private async save(files: Readonly<Record<string, Uint8Array>>): Promise<void> {
    const { path, waiting } = this;
    this.waiting = [];
    this.summary = { ...this.summary, changed: new Date() };
    await write((store) => {
      store('runs').put(this.summary, [path]);
      for (const [file, bytes] of Object.entries(files)) store('files').put(bytes, [path, file]);
      if (waiting.length > 0) store('files').put(waiting, [path, 'log', this.parts++]);
    });
  }

  private file(name: string): Promise<Uint8Array | undefined> {
    return read('files', (store) => store.get([this.path, name]));
  }
}

function summaryOf(name: string): Promise<KeptRun | undefined> {
  return read('runs', (store) => store.get([name]));
}
