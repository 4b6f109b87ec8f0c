/**
 * Packed data sets: many lines in one Parquet file, in the layout that Hugging Face's `datasets` writes and shows,
 * `image: {bytes, path}` and `text`. Files written here also have `width` and `height` in pixels and the line's
 * `name`, so that they can be scanned without their images. Rows lie in groups, and a group is read at a time.
 */
import type { FileMetaData, KeyValue, SchemaElement } from 'hyparquet';
import { DuctusError, type ErrorAbout } from '../error.js';
import { crc32 } from './crc32.js';
import {
  type Checksums,
  checksumsKey,
  checksumsOf,
  columnPlaces,
  hasChecksums,
  layoutChecksum,
} from './parquet-checksums.js';

/** Part of a file, read when it is needed. */
export interface ByteSource {
  readonly byteLength: number;
  slice(start: number, end?: number): Promise<ArrayBuffer>;
}

/** A line of a packed data set without its pixels. */
export interface PackedLine {
  /** What the line is called inside the file. */
  readonly name: string;
  readonly text: string;
  /** Pixels, where the file has them. */
  readonly width?: number;
  readonly height?: number;
}

/** A line to be packed, with its image as it is encoded (png, jpg, …). */
export interface PackedSource extends Required<PackedLine> {
  /** The name of the image's file. */
  readonly path: string;
  readonly bytes: Uint8Array;
}

/** A packed data set that can't be read as one. */
export class ParquetError extends DuctusError {
  override readonly name = 'ParquetError';

  constructor(message: string, about: ErrorAbout = {}) {
    super(message, { code: 'packed/unreadable', ...about });
  }
}

/** Names of the column with the texts in data sets that are found, the first that is there. */
const textColumns = ['text', 'transcription', 'sentence', 'ground_truth'];

export class PackedFile {
  private constructor(
    private readonly source: ByteSource,
    private readonly metadata: FileMetaData,
    private readonly textColumn: string,
    /** Of files that ductus wrote. */
    private readonly checksums: Checksums | undefined,
  ) {}

  /** @throws ParquetError when it is no Parquet file, or has no columns for images and texts */
  static async open(source: ByteSource): Promise<PackedFile> {
    const { parquetMetadataAsync } = await hyparquet();
    const metadata = await parquetMetadataAsync(source).catch((cause: unknown) => {
      throw new ParquetError('not a Parquet file, or damaged', { cause });
    });
    const columns = topColumns(metadata.schema);
    const text = textColumns.find((name) => columns.includes(name));
    if (!columns.includes('image') || text === undefined) {
      throw new ParquetError(`a packed data set has the columns image and text, this file has ${columns.join(', ')}`);
    }
    return new PackedFile(source, metadata, text, await readChecksums(source, metadata));
  }

  /** Rows of each group. */
  get groups(): readonly number[] {
    return this.metadata.row_groups.map(({ num_rows }) => Number(num_rows));
  }

  /** Bytes of a group as they lie in the file. */
  groupBytes(group: number): number {
    const columns = this.metadata.row_groups[group]?.columns ?? [];
    return columns.reduce((sum, { meta_data }) => sum + Number(meta_data?.total_compressed_size ?? 0), 0);
  }

  /** The lines of a group in their order. Reads the images only where the file does not name its lines otherwise. */
  async lines(group: number): Promise<readonly PackedLine[]> {
    const columns = topColumns(this.metadata.schema);
    const named = columns.includes('name');
    const described = ['name', 'width', 'height'].filter((name) => columns.includes(name));
    const rows = await this.read(group, [this.textColumn, ...described, ...(named ? [] : ['image'])]);
    const first = this.groups.slice(0, group).reduce((a, b) => a + b, 0);
    return rows.map((row, index) => {
      const path = (row.image as { path?: unknown } | null | undefined)?.path;
      const name = [row.name, path].find((value) => typeof value === 'string' && value !== '');
      const text = row[this.textColumn];
      const size = typeof row.width === 'number' && typeof row.height === 'number';
      return {
        name: (name as string | undefined) ?? `row ${first + index}`,
        text: typeof text === 'string' ? text : '',
        ...(size ? { width: row.width as number, height: row.height as number } : {}),
      };
    });
  }

  /** The encoded images of a group; `undefined` where a row has none. */
  async images(group: number): Promise<readonly (Uint8Array | undefined)[]> {
    const rows = await this.read(group, ['image']);
    return rows.map(({ image }) => {
      const bytes = image instanceof Uint8Array ? image : (image as { bytes?: unknown } | null)?.bytes;
      return bytes instanceof Uint8Array && bytes.length > 0 ? bytes : undefined;
    });
  }

  /** @throws ParquetError where the bytes of a column are not those that were written */
  private async check(group: number, columns: readonly string[]): Promise<void> {
    const [sums, places] = [this.checksums?.columns[group], this.metadata.row_groups[group]];
    if (!sums || !places) return;
    for (const [index, { name, start, end }] of columnPlaces(places).entries()) {
      if (!columns.includes(name)) continue;
      if (crc32(new Uint8Array(await this.source.slice(start, end))) !== sums[index])
        throw damaged(`row group ${group}`);
    }
  }

  private async read(group: number, columns: readonly string[]): Promise<readonly Record<string, unknown>[]> {
    await this.check(group, columns);
    const [{ parquetReadObjects }, compressors] = await Promise.all([hyparquet(), decompressors(this.metadata)]);
    const rowStart = this.groups.slice(0, group).reduce((a, b) => a + b, 0);
    try {
      return await parquetReadObjects({
        file: this.source,
        metadata: this.metadata,
        columns: [...columns],
        rowStart,
        rowEnd: rowStart + (this.groups[group] ?? 0),
        utf8: false,
        ...(compressors ? { compressors } : {}),
      });
    } catch (cause) {
      throw new ParquetError(`row group ${group} can't be read: ${(cause as Error).message}`, { cause });
    }
  }
}

function damaged(what: string): ParquetError {
  return new ParquetError(`${what}: its checksum differs, the file is damaged. Get it anew, or pack the lines again`, {
    code: 'packed/damaged',
  });
}

async function readChecksums(source: ByteSource, metadata: FileMetaData): Promise<Checksums | undefined> {
  try {
    const checksums = checksumsOf(metadata);
    if (checksums || !hasChecksums(await footerOf(source))) return checksums;
  } catch {
    // Damaged themselves.
  }
  throw damaged('the file');
}

/** The metadata as they lie in the file: before the last eight bytes, the first four of which are their length. */
async function footerOf(source: ByteSource): Promise<Uint8Array> {
  const end = source.byteLength - 8;
  const length = new DataView(await source.slice(end, end + 4)).getUint32(0, true);
  return new Uint8Array(await source.slice(Math.max(0, end - length), end));
}

function topColumns(schema: readonly SchemaElement[]): readonly string[] {
  const names: string[] = [];
  let next = 1;
  for (const [at, { name }] of schema.entries()) {
    if (at !== next) continue;
    names.push(name);
    next = behind(schema, at);
  }
  return names;
}

/** The schema is the tree in depth-first order. */
function behind(schema: readonly SchemaElement[], at: number): number {
  let next = at + 1;
  for (let child = 0; child < (schema[at]?.num_children ?? 0); child++) next = behind(schema, next);
  return next;
}

const schema: SchemaElement[] = [
  { name: 'root', num_children: 5 },
  { name: 'image', num_children: 2, repetition_type: 'OPTIONAL' },
  { name: 'bytes', type: 'BYTE_ARRAY', repetition_type: 'OPTIONAL' },
  { name: 'path', type: 'BYTE_ARRAY', converted_type: 'UTF8', repetition_type: 'OPTIONAL' },
  { name: 'text', type: 'BYTE_ARRAY', converted_type: 'UTF8', repetition_type: 'OPTIONAL' },
  { name: 'name', type: 'BYTE_ARRAY', converted_type: 'UTF8', repetition_type: 'OPTIONAL' },
  { name: 'width', type: 'INT32', repetition_type: 'OPTIONAL' },
  { name: 'height', type: 'INT32', repetition_type: 'OPTIONAL' },
];

/** What tells Hugging Face's `datasets` that the bytes are an image. */
const features = {
  image: { _type: 'Image' },
  ...Object.fromEntries(['text', 'name'].map((name) => [name, { dtype: 'string', _type: 'Value' }])),
  ...Object.fromEntries(['width', 'height'].map((name) => [name, { dtype: 'int32', _type: 'Value' }])),
};

/** Writes a packed data set group by group, so that no more than a group is in memory. */
export class PackedWriter {
  /** Of the columns of each group. */
  private readonly sums: number[][] = [];
  /** Bytes that were taken. */
  private length = 0;

  private constructor(
    private readonly bytes: { index: number; getBytes(): Uint8Array },
    private readonly writer: InstanceType<typeof import('hyparquet-writer')['ParquetWriter']>,
    /** Written at the end. */
    private readonly metadata: KeyValue[],
  ) {}

  static async create(): Promise<PackedWriter> {
    const { ByteWriter, ParquetWriter } = await import('hyparquet-writer').catch(missing('hyparquet-writer'));
    const bytes = new ByteWriter();
    const kvMetadata = [{ key: 'huggingface', value: JSON.stringify({ info: { features } }) }];
    return new PackedWriter(
      bytes,
      new ParquetWriter({ writer: bytes, schema, kvMetadata, statistics: false, createdBy: 'ductus' }),
      kvMetadata,
    );
  }

  /** @returns the bytes of the group, to be written after those before */
  group(lines: readonly PackedSource[]): Uint8Array {
    this.writer.write({
      columnData: [
        // Encoded images don't get smaller; as they are, they are found without a copy.
        {
          name: 'image',
          data: lines.map(({ bytes, path }) => ({ bytes, path })),
          codec: 'UNCOMPRESSED',
          encoding: 'PLAIN',
        },
        { name: 'text', data: lines.map(({ text }) => text), encoding: 'PLAIN' },
        { name: 'name', data: lines.map(({ name }) => name), encoding: 'PLAIN' },
        { name: 'width', data: lines.map(({ width }) => width), encoding: 'PLAIN' },
        { name: 'height', data: lines.map(({ height }) => height), encoding: 'PLAIN' },
      ],
      rowGroupSize: Math.max(1, lines.length),
    });
    const before = this.length;
    const written = this.taken();
    for (const group of this.writer.row_groups.slice(this.sums.length)) {
      this.sums.push(
        columnPlaces(group).map(({ start, end }) => crc32(written.subarray(start - before, end - before))),
      );
    }
    return written;
  }

  /** @returns the end of the file */
  finish(): Uint8Array {
    const checksums: Checksums = { layout: layoutChecksum(schema, this.writer.row_groups), columns: this.sums };
    this.metadata.push({ key: checksumsKey, value: JSON.stringify(checksums) });
    this.writer.finish();
    return this.taken();
  }

  private taken(): Uint8Array {
    const written = this.bytes.getBytes().slice();
    this.bytes.index = 0;
    this.length += written.length;
    return written;
  }
}

function missing(name: string): (cause: unknown) => never {
  return (cause) => {
    throw new ParquetError(`Parquet files need the package ${name}: npm install ${name}`, {
      code: 'package/missing',
      details: { value: name },
      cause,
    });
  };
}

function hyparquet() {
  return import('hyparquet').catch(missing('hyparquet'));
}

/** What is not built in: all but plain and Snappy. */
async function decompressors(metadata: FileMetaData) {
  const codecs = metadata.row_groups.flatMap(({ columns }) => columns.map(({ meta_data }) => meta_data?.codec));
  if (codecs.every((codec) => codec === undefined || codec === 'UNCOMPRESSED' || codec === 'SNAPPY')) return undefined;
  return (await import('hyparquet-compressors').catch(missing('hyparquet-compressors'))).compressors;
}
