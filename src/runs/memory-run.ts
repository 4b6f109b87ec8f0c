/** A run that is kept in memory: for browsers, and for programs that keep what it gives elsewhere. */
import { type Checkpoint, readCheckpoint } from '../training/index.js';
import type { TrainingEvent } from './events.js';
import type { KeptConfig } from './kept-config.js';
import type { KeptEvent, Run } from './kept-run.js';
import type { RunConfig } from './run-config.js';

export class MemoryRun<C extends KeptConfig = RunConfig, E extends KeptEvent = TrainingEvent> implements Run<C> {
  readonly path = 'memory';
  readonly out = 'memory';
  readonly bestPath = 'memory';
  /** All that it told. */
  readonly events: E[] = [];
  /** The best model in 8 bits, where the run was to make one. */
  int8: Uint8Array | undefined;
  private checkpointBytes: Uint8Array | undefined;
  private best: Uint8Array | undefined;
  private last: Uint8Array | undefined;

  constructor(readonly config: C) {}

  async checkRoom(): Promise<void> {}

  async saveCheckpoint(bytes: Uint8Array): Promise<void> {
    this.checkpointBytes = bytes;
  }

  /** Where the run can go on from; `undefined` before its first checkpoint. */
  checkpoint(): Checkpoint | undefined {
    return this.checkpointBytes && readCheckpoint(this.checkpointBytes);
  }

  async saveModel(bytes: Uint8Array): Promise<undefined> {
    this.best = bytes;
  }

  async saveUnvalidated(bytes: Uint8Array): Promise<void> {
    this.last = bytes;
  }

  async bestModel(): Promise<Uint8Array | undefined> {
    return this.best;
  }

  /** The best model; where nothing was validated, the last one. */
  get model(): Uint8Array | undefined {
    return this.best ?? this.last;
  }

  async saveInt8(bytes: Uint8Array): Promise<string> {
    this.int8 = bytes;
    return this.out;
  }

  async modelPath(): Promise<string> {
    return this.out;
  }

  async log(event: E): Promise<void> {
    this.events.push(event);
  }
}
