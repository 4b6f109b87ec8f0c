/**
 * What is done of objects: a small object for each group, named by what its objects have in them and by what they were read
 * with. Nobody appends to anything, so that many machines may write.
 */
import { z } from 'zod';
import { sha256 } from '../files/index.js';
import type { ObjectStore } from '../objects/index.js';
import { mapConcurrently } from '../runtime/index.js';
import type { ObjectGroup } from './object-groups.js';

const folder = 'ductus-results/';
const doneEnding = '.json';
const begunEnding = '.begun.json';

const recordSchema = z.object({ name: z.string(), rows: z.string() });

export class ObjectRecord {
  private constructor(
    private readonly store: ObjectStore,
    private readonly present: Set<string>,
    private readonly reading: unknown,
  ) {}

  /** @param reading all that results depend on beside the objects, as JSON has it */
  static async open(store: ObjectStore, reading: unknown): Promise<ObjectRecord> {
    const present = new Set<string>();
    for await (const { key } of store.list(folder)) present.add(key);
    return new ObjectRecord(store, present, reading);
  }

  isDone(group: ObjectGroup): boolean {
    return this.present.has(this.keyOf(group, doneEnding));
  }

  /** Whether what is there may be half of what is to be written, so that it may be replaced. */
  hasBegun(group: ObjectGroup): boolean {
    return this.present.has(this.keyOf(group, begunEnding));
  }

  /** @param rows of what could be read of it, where not all could */
  async begin(group: ObjectGroup, rows = ''): Promise<void> {
    await this.write(this.keyOf(group, begunEnding), group, rows);
  }

  async done(group: ObjectGroup, rows: string): Promise<void> {
    await this.write(this.keyOf(group, doneEnding), group, rows);
    const begun = this.keyOf(group, begunEnding);
    await this.store.remove(begun);
    this.present.delete(begun);
  }

  /** The rows of all that was read of groups, in their order. */
  async rows(groups: readonly ObjectGroup[]): Promise<readonly string[]> {
    return mapConcurrently(groups, 16, async (group) => {
      const keys = [doneEnding, begunEnding].map((ending) => this.keyOf(group, ending));
      const key = keys.find((key) => this.present.has(key));
      if (key === undefined) return '';
      return recordSchema.parse(JSON.parse(new TextDecoder().decode(await this.store.read(key)))).rows;
    });
  }

  private async write(key: string, { name }: ObjectGroup, rows: string): Promise<void> {
    await this.store.write(key, new TextEncoder().encode(`${JSON.stringify({ name, rows })}\n`));
    this.present.add(key);
  }

  /** Stores that say nothing of the contents leave name and size. */
  private keyOf({ name, objects }: ObjectGroup, ending: string): string {
    const contents = objects.map(({ key, size, etag }) => [key, size, etag ?? null]);
    return `${folder}${sha256(JSON.stringify([name, contents, this.reading]))}${ending}`;
  }
}
