/**
 * Where the machines of one training meet: a place of objects that all see. Weights and changes lie there by their hashes, and
 * small documents name them. Each document has one writer, or is written once and by whoever comes first, so that nobody locks
 * anything and no clock of a machine is compared with another's.
 *
 * - `run.json`: which run is there, its configuration, and whether it has ended
 * - `ID/round.json`: what is to be computed now; only the coordinator writes it
 * - `ID/claims/SHARD-GENERATION.json`: which trainer has a shard; once, by the first
 * - `ID/beats/SHARD-GENERATION.json`: a count that goes on while that trainer lives, or that it has left
 * - `ID/results/ROUND-SHARD-JOB.json`: what came of a job; once, by the first (a failure goes when the run is gone on with)
 * - `ID/weights/HASH`, `ID/changes/HASH`
 */
import { z } from 'zod';
import { sha256 } from '../../files/index.js';
import { ObjectError, type ObjectStore } from '../../objects/index.js';
import { TrainingError } from '../../training/index.js';

/** Of what lies in an exchange; another version's is not read. */
const exchangeVersion = 1;

const hash = z.string().regex(/^[0-9a-f]{64}$/);
const count = z.number().int().nonnegative();

const runSchema = z.object({
  version: z.number(),
  id: z.string(),
  /** Of the lines and of all that decides what a step computes. */
  identity: z.string(),
  hasEnded: z.boolean(),
  /** As the run's folder has it. */
  config: z.unknown(),
});

export type ExchangedRun = z.infer<typeof runSchema>;

const placeSchema = z.object({ epoch: count, batch: count });

const roundSchema = z.object({
  round: count,
  /** Steps done before it. */
  step: count,
  /** The learning rate of each step. */
  rates: z.array(z.number()),
  weights: hash,
  lockSeconds: z.number().positive(),
  shards: z.array(z.object({ generation: count, place: placeSchema, moments: hash.nullable() })),
});

export type ExchangedRound = z.infer<typeof roundSchema>;

const doneSchema = z.object({
  trainer: z.string(),
  moments: z.enum(['first', 'kept', 'zero']),
  /** The hash of the moments after it, which the trainer has. */
  after: hash,
  change: hash,
  place: placeSchema,
  batches: z.number().int().positive(),
  lossSum: z.number(),
  lossUnits: z.number(),
  samples: count,
  gradientNorm: z.number(),
  seconds: z.number(),
  bytesRead: count,
  skipped: z.array(z.object({ name: z.string(), reason: z.string(), detail: z.string().exactOptional() })),
});

const resultSchema = z.union([doneSchema, z.object({ trainer: z.string(), failed: z.string() })]);

export type ExchangedResult = z.infer<typeof resultSchema>;

const claimSchema = z.object({ trainer: z.string() });
const beatSchema = z.object({ trainer: z.string(), count, hasLeft: z.boolean() });

export type Beat = z.infer<typeof beatSchema>;

/** A place, before it is known which run is there. */
export async function exchangedRun(store: ObjectStore): Promise<ExchangedRun | undefined> {
  const run = await readJson(store, 'run.json', runSchema);
  if (run === undefined || run.version === exchangeVersion) return run;
  throw new TrainingError(
    `${store.address}: the training there is of version ${run.version}, and this ductus has version ${exchangeVersion}; install the same version everywhere`,
  );
}

export async function putRun(store: ObjectStore, run: Omit<ExchangedRun, 'version'>): Promise<void> {
  await store.write('run.json', jsonBytes({ version: exchangeVersion, ...run }));
}

/** The exchange of one run. */
export class Exchange {
  constructor(
    readonly store: ObjectStore,
    private readonly id: string,
  ) {}

  round(): Promise<ExchangedRound | undefined> {
    return readJson(this.store, this.key('round.json'), roundSchema);
  }

  async putRound(round: ExchangedRound): Promise<void> {
    await this.store.write(this.key('round.json'), jsonBytes(round));
  }

  /** @returns whether the shard is this trainer's now */
  async claim(shard: number, generation: number, trainer: string): Promise<boolean> {
    const key = this.key('claims', `${shard}-${generation}.json`);
    return (await this.store.write(key, jsonBytes({ trainer }), { ifAbsent: true })) === 'written';
  }

  async claimant(shard: number, generation: number): Promise<string | undefined> {
    return (await readJson(this.store, this.key('claims', `${shard}-${generation}.json`), claimSchema))?.trainer;
  }

  async putBeat(shard: number, generation: number, beat: Beat): Promise<void> {
    await this.store.write(this.key('beats', `${shard}-${generation}.json`), jsonBytes(beat));
  }

  async removeBeat(shard: number, generation: number): Promise<void> {
    await this.store.remove(this.key('beats', `${shard}-${generation}.json`));
  }

  beat(shard: number, generation: number): Promise<Beat | undefined> {
    return readJson(this.store, this.key('beats', `${shard}-${generation}.json`), beatSchema);
  }

  result(round: ExchangedRound, shard: number): Promise<ExchangedResult | undefined> {
    return readJson(this.store, this.resultKey(round, shard), resultSchema);
  }

  async hasResult(round: ExchangedRound, shard: number): Promise<boolean> {
    return (await this.store.head(this.resultKey(round, shard))) !== undefined;
  }

  /** @returns whether nobody was there before */
  async putResult(round: ExchangedRound, shard: number, result: ExchangedResult): Promise<boolean> {
    const bytes = jsonBytes(result);
    return (await this.store.write(this.resultKey(round, shard), bytes, { ifAbsent: true })) === 'written';
  }

  /** Of the round that is given out, shards at which trainers failed are to be computed again. */
  async removeFailures(): Promise<void> {
    const round = await this.round();
    if (!round) return;
    for (const shard of round.shards.keys()) {
      const result = await this.result(round, shard);
      if (result && 'failed' in result) await this.store.remove(this.resultKey(round, shard));
    }
  }

  /** @returns its hash */
  async putVector(kind: 'weights' | 'changes', bytes: Uint8Array): Promise<string> {
    const name = sha256(bytes);
    const key = this.key(kind, name);
    if (!(await this.store.head(key))) await this.store.write(key, bytes);
    return name;
  }

  /** @returns `undefined` where it is gone. @throws TrainingError when it is not what its name says */
  async vector(kind: 'weights' | 'changes', name: string): Promise<Uint8Array | undefined> {
    const bytes = await readIfThere(this.store, this.key(kind, name));
    if (bytes === undefined || sha256(bytes) === name) return bytes;
    throw new TrainingError(
      `${this.store.address}/${this.key(kind, name)} is damaged: its checksum differs. Remove it, then go on by \`resume\``,
      { details: { options: ['resume'] } },
    );
  }

  /** Removes what rounds before this one left. */
  async clearBefore(round: ExchangedRound): Promise<void> {
    for await (const { key } of this.store.list(`${this.id}/`)) {
      const [kind = '', name = ''] = key.slice(this.id.length + 1).split('/');
      if (isPast(kind, name, round)) await this.remove(kind, key);
    }
  }

  /** Removes everything of the run. */
  async clear(): Promise<void> {
    for await (const { key } of this.store.list(`${this.id}/`)) await this.store.remove(key);
  }

  /** A change goes with the result that names it: others may be on their way to one. */
  private async remove(kind: string, key: string): Promise<void> {
    const result = kind === 'results' ? await readJson(this.store, key, resultSchema) : undefined;
    if (result && 'change' in result) await this.store.remove(this.key('changes', result.change));
    await this.store.remove(key);
  }

  /** One name for a job: of the same shard from the same weights, moments, place and rates the same comes out. */
  private resultKey({ round, step, rates, weights, shards }: ExchangedRound, shard: number): string {
    const { place, moments } = shards[shard] ?? {};
    const job = sha256(JSON.stringify([this.id, round, shard, step, rates, weights, place, moments])).slice(0, 16);
    return this.key('results', `${round}-${shard}-${job}.json`);
  }

  private key(...parts: readonly string[]): string {
    return [this.id, ...parts].join('/');
  }
}

/** Whether nobody asks for something any more once a round has begun. */
function isPast(kind: string, name: string, { round, weights, shards }: ExchangedRound): boolean {
  const [first, second = ''] = name.replace('.json', '').split('-');
  if (kind === 'weights') return name !== weights;
  if (kind === 'results') return Number(first) < round;
  if (kind !== 'claims' && kind !== 'beats') return false;
  return Number(second) < (shards[Number(first)]?.generation ?? 0);
}

async function readJson<T>(store: ObjectStore, key: string, schema: z.ZodType<T>): Promise<T | undefined> {
  const bytes = await readIfThere(store, key);
  if (bytes === undefined) return undefined;
  try {
    return schema.parse(JSON.parse(new TextDecoder().decode(bytes)));
  } catch (cause) {
    throw new TrainingError(`${store.address}/${key} is damaged; give another place by \`exchange\``, {
      details: { options: ['exchange'] },
      cause,
    });
  }
}

async function readIfThere(store: ObjectStore, key: string): Promise<Uint8Array | undefined> {
  try {
    return await store.read(key);
  } catch (error) {
    if (error instanceof ObjectError && error.code === 'object/not-found') return undefined;
    throw error;
  }
}

function jsonBytes(value: object): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(value));
}

/** Waits, or not, where the signal says so. */
export function passed(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted) return resolve();
    const end = () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    signal?.addEventListener('abort', end, { once: true });
  });
}

/** Between looks at what is there: a store on S3 is further away than a folder. */
export function pollMs({ address }: Pick<ObjectStore, 'address'>): number {
  return address.startsWith('s3:') ? 1000 : 100;
}

/** The bytes of numbers as they lie there: little-endian, as all machines that Node runs on have them. */
export function bytesOf({ buffer, byteOffset, byteLength }: Float32Array | Uint16Array): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}
