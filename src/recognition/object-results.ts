/**
 * Reading objects: a few at a time are fetched to a folder, read there as files are, and what is written of them is sent.
 * What was sent is never read again, whatever ends the process and on whichever machine.
 */
import { DataError } from '../dataset/index.js';
import { DuctusError } from '../error.js';
import { joinPath, pathSeenFrom } from '../files/index.js';
import { type OutputFormat, writeTsv } from '../formats/index.js';
import { type ObjectStore, placeOf, Staging } from '../objects/index.js';
import { mapConcurrently } from '../runtime/index.js';
import type { DocumentToRead, ReadDocument, UnreadDocument } from './document.js';
import { type FindOptions, findDocuments } from './inputs.js';
import { chunksOf, groupsIn, type ObjectGroup } from './object-groups.js';
import { ObjectRecord } from './object-record.js';
import { recordName } from './result-record.js';
import { ResultFolder, tableName } from './results.js';
import { checkShard, type Shard, shardOfName } from './shards.js';

export interface ObjectResultOptions extends Pick<FindOptions, 'lines' | 'pages'> {
  readonly formats?: readonly OutputFormat[];
  /** Whether objects that are there may be replaced, and all is read again. Default: false. */
  readonly overwrite?: boolean;
  readonly copyImages?: boolean;
  /** What results depend on beside the objects, as plain data. */
  readonly reading: unknown;
  readonly shard?: Shard | undefined;
}

/** Objects that are on this machine's disk, to be read. */
export interface FetchedObjects {
  readonly documents: readonly DocumentToRead[];
  readonly notes: readonly string[];
  /** Takes what was read of them. @returns what became of it, as `ResultFolder.keep` says */
  add(read: ReadDocument | UnreadDocument): Promise<ReadDocument | UnreadDocument>;
  /** Sends what was read, and says that it is done. */
  send(): Promise<void>;
}

/** Groups that are fetched at once: enough lines for batches, and little work that is lost. */
const most = 128;
const mostBytes = 256e6;

export class ObjectResults {
  private constructor(
    private readonly source: ObjectStore,
    private readonly out: ObjectStore,
    private readonly staging: Staging,
    private readonly record: ObjectRecord,
    /** Those that are read here. */
    readonly groups: readonly ObjectGroup[],
    private readonly options: ObjectResultOptions,
  ) {}

  /**
   * @param source whose objects are read
   * @param out where results go
   * @throws DataError when there is nothing to read (`data/not-found`), or results would lie among what is read
   * (`data/over-input`)
   */
  static async open(source: ObjectStore, out: ObjectStore, options: ObjectResultOptions): Promise<ObjectResults> {
    const { shard, formats = ['txt'], copyImages = false, lines = false, pages = false } = options;
    if (shard) checkShard(shard);
    const [from, to] = [`${placeOf(source)}/`, `${placeOf(out)}/`];
    if (from === to) {
      throw new DataError(`${placeOf(out)}: it is read from there; give another place for results`, {
        code: 'data/over-input',
        details: { path: placeOf(out) },
      });
    }
    const below = to.startsWith(from) ? to.slice(from.length) : undefined;
    const all = await groupsIn(source, (key) => below !== undefined && key.startsWith(below));
    if (all.length === 0) {
      throw new DataError(`${placeOf(source)}: no image (png, jpg, tif, webp), PDF or page (.xml) is there`, {
        code: 'data/not-found',
        details: { path: placeOf(source) },
      });
    }
    const reading = [options.reading, [...formats].sort(), copyImages, lines, pages];
    const groups = shard ? all.filter(({ name }) => shardOfName(name, shard.count) === shard.index) : all;
    return new ObjectResults(source, out, await Staging.open(), await ObjectRecord.open(out, reading), groups, options);
  }

  /** The groups that are to be read still. */
  get left(): readonly ObjectGroup[] {
    return this.options.overwrite ? this.groups : this.groups.filter((group) => !this.record.isDone(group));
  }

  /** A text with addresses in the place of paths on this machine. */
  told(text: string): string {
    return this.staging.told(this.out, this.staging.told(this.source, text));
  }

  /**
   * Fetches what is left, a part at a time; the part before must have been sent.
   * @throws DataError where something else is in a result's place (`data/output-there`)
   */
  async *fetch(): AsyncGenerator<FetchedObjects> {
    for (const groups of chunksOf(this.left, most, mostBytes)) {
      await this.staging.fetch(
        this.source,
        groups.flatMap(({ objects }) => objects.map(({ key }) => key)),
      );
      yield await this.fetched(groups).catch((error: unknown) => {
        // What was fetched lies where nobody else can look.
        if (error instanceof DuctusError) error.message = this.told(error.message);
        throw error;
      });
      await this.staging.clear();
    }
  }

  /** Writes the table of all that was read, by a shard of its part. @returns how many lines it has, and its address */
  async writeTable(): Promise<{ readonly lines: number; readonly table: string }> {
    const rows = await this.record.rows(this.groups);
    const name = tableName(this.options.shard);
    await this.out.write(name, new TextEncoder().encode(`${writeTsv([])}${rows.join('')}`));
    const lines = rows.reduce((sum, text) => sum + text.split('\n').length - 1, 0);
    return { lines, table: `${placeOf(this.out)}/${name}` };
  }

  dispose(): Promise<void> {
    return this.staging.dispose();
  }

  private async fetched(groups: readonly ObjectGroup[]): Promise<FetchedObjects> {
    const { formats = ['txt'], copyImages = false, lines, pages } = this.options;
    const folder = this.staging.folderOf(this.source);
    const { documents, notes } = await findDocuments([folder], { lines, pages }).catch((error: unknown) => {
      // Of all parts of an export one may have nothing but what lies beside its pages.
      const isPart = groups.length < this.groups.length;
      if (isPart && error instanceof DataError && error.code === 'data/not-found') return { documents: [], notes: [] };
      throw error;
    });
    const results = await ResultFolder.open(this.staging.folderOf(this.out), documents, { formats, copyImages });
    const work = new Map(groups.map((group) => [group, { rows: [] as string[], isWhole: true }]));
    const groupOf = groupFinder(groups, folder);
    await this.checkPlaces(results, groupOf);
    return {
      documents,
      notes: notes.map((note) => this.told(note)),
      add: async (read) => {
        const state = work.get(groupOf(read.document));
        const kept = await results.keep(read);
        if (!('problem' in kept)) {
          const page = { ...kept.page, image: kept.document.path };
          state?.rows.push(this.told(writeTsv([page]).slice(writeTsv([]).length)));
        } else if (state) state.isWhole = false;
        return kept;
      },
      send: async () => {
        await mapConcurrently(groups, 16, (group) => this.record.begin(group));
        await this.staging.send(this.out, new Set([recordName()]));
        await mapConcurrently([...work], 16, ([group, { rows, isWhole }]) =>
          isWhole ? this.record.done(group, rows.join('')) : this.record.begin(group, rows.join('')),
        );
      },
    };
  }

  private async checkPlaces(results: ResultFolder, groupOf: (document: DocumentToRead) => ObjectGroup): Promise<void> {
    if (this.options.overwrite) return;
    const places = results.documents
      .filter((document) => !this.record.hasBegun(groupOf(document)))
      .flatMap((document) => (this.options.formats ?? ['txt']).map((format) => results.placeOf(document, format)));
    await mapConcurrently(places, 16, async (place) => {
      if ((await this.out.head(pathSeenFrom(results.path, place))) === undefined) return;
      throw new DataError(
        `${this.told(place)}: it is there already. Give another place, or replace it by \`overwrite\``,
        {
          code: 'data/output-there',
          details: { path: this.told(place), options: ['overwrite'] },
        },
      );
    });
  }
}

/** Which group a document is of, by the file that it is read from. */
function groupFinder(groups: readonly ObjectGroup[], folder: string): (document: DocumentToRead) => ObjectGroup {
  const byFile = new Map(groups.flatMap((group) => group.objects.map(({ key }) => [joinPath(folder, key), group])));
  return (document) => {
    const file = document.kind === 'unsegmented' ? document.place.path : document.path;
    const group = byFile.get(file);
    if (!group) throw new Error(`ObjectResults: ${file} must be of a group`);
    return group;
  };
}
