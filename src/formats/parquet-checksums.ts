/**
 * Checksums in packed files that ductus writes, one for each column of each group of rows and one for where these lie.
 * A reader of Parquet takes damaged bytes for lengths of runs, and may then fill gigabytes or never end; so what has
 * checksums is not read where they differ. Parquet's own checksums of pages are not written by hyparquet-writer.
 */
import type { FileMetaData, RowGroup, SchemaElement } from 'hyparquet';
import { crc32 } from './crc32.js';

/** Key of the file's metadata. */
export const checksumsKey = 'ductus.crc32';

export interface Checksums {
  /** Of what the file says of its columns and groups. */
  readonly layout: number;
  /** Of each group, its columns in their order. */
  readonly columns: readonly (readonly number[])[];
}

/** Where the bytes of a group's columns lie in the file, in their order. */
export function columnPlaces(
  group: RowGroup,
): readonly { readonly name: string; readonly start: number; readonly end: number }[] {
  return group.columns.map(({ meta_data: meta }) => {
    const start = Number(meta?.dictionary_page_offset ?? meta?.data_page_offset ?? 0);
    return { name: meta?.path_in_schema[0] ?? '', start, end: start + Number(meta?.total_compressed_size ?? 0) };
  });
}

/** Of what is said of columns and groups and decides how their bytes are read. */
export function layoutChecksum(schema: readonly SchemaElement[], groups: readonly RowGroup[]): number {
  const elements = schema.map(({ name, type, num_children, repetition_type, converted_type }) =>
    [name, type, num_children, repetition_type, converted_type].map(String),
  );
  const facts = groups.map(({ columns, num_rows }) => [
    String(num_rows),
    ...columns.map(({ meta_data: meta }) =>
      [
        ...[meta?.type, meta?.codec, meta?.path_in_schema.join('.'), meta?.num_values, meta?.total_uncompressed_size],
        ...[meta?.total_compressed_size, meta?.data_page_offset, meta?.dictionary_page_offset],
      ].map(String),
    ),
  ]);
  return crc32(new TextEncoder().encode(JSON.stringify([elements, facts])));
}

/**
 * @returns `undefined` where the file has none
 * @throws when it has some, and they are damaged or don't fit its groups
 */
export function checksumsOf({
  key_value_metadata: pairs,
  schema,
  row_groups: groups,
}: FileMetaData): Checksums | undefined {
  const written = pairs?.find(({ key }) => key === checksumsKey)?.value;
  if (written === undefined) return undefined;
  const checksums = JSON.parse(written) as Partial<Checksums>;
  const fits = groups.every(({ columns }, group) => checksums.columns?.[group]?.length === columns.length);
  if (!fits || checksums.layout !== layoutChecksum(schema, groups)) throw new Error('checksums differ');
  return checksums as Checksums;
}

/** Whether metadata as they lie in the file name checksums, even where they are read as if there were none. */
export function hasChecksums(footer: Uint8Array): boolean {
  return new TextDecoder('latin1').decode(footer).includes(checksumsKey);
}
