/** A run as it is kept. */
import type { RunStore } from '../training/index.js';
import type { KeptConfig } from './kept-config.js';
import type { RunConfig } from './run-config.js';

/** What a run writes, in bytes. */
export interface RunSizes {
  readonly checkpoint: number;
  readonly model: number;
}

/** What a run tells while it goes. */
export interface KeptEvent {
  readonly kind: string;
}

/** A run as it is kept: in a folder, or in memory. */
export interface Run<C extends KeptConfig = RunConfig> extends RunStore {
  readonly config: C;
  /** What it is called, and where its best model goes and is kept, for messages. */
  readonly path: string;
  readonly out: string;
  readonly bestPath: string;
  /** @throws TrainingError when there is less room than the run is going to need */
  checkRoom(sizes: RunSizes): Promise<void>;
  log(event: KeptEvent): Promise<void>;
  /** The best model so far; `undefined` before the first validation. */
  bestModel(): Promise<Uint8Array | undefined>;
  /** A model made from the best one. @returns where it went */
  saveInt8(bytes: Uint8Array): Promise<string>;
  /** Where the run's model is at its end. */
  modelPath(): Promise<string>;
}
