/**
 * The safetensors format (Hugging Face): 8 bytes with the length of a JSON header, the header, the tensors' bytes.
 * Checkpoints are such files, so that any tool can open them.
 */
import { z } from 'zod';

export type StoredData = Float32Array | Float64Array;

export interface StoredTensor {
  readonly data: StoredData;
  readonly shape: readonly number[];
}

export interface Safetensors {
  readonly tensors: ReadonlyMap<string, StoredTensor>;
  readonly metadata: Readonly<Record<string, string>>;
}

const largestHeaderBytes = 100_000_000;

const headerSchema = z.object({ __metadata__: z.record(z.string(), z.string()).optional() }).catchall(
  z.object({
    dtype: z.enum(['F32', 'F64']),
    shape: z.array(z.number().int().nonnegative()),
    data_offsets: z.tuple([z.number().int().nonnegative(), z.number().int().nonnegative()]),
  }),
);

export function writeSafetensors({ tensors, metadata }: Safetensors): Uint8Array {
  let offset = 0;
  const entries: [string, unknown][] = [['__metadata__', metadata]];
  for (const [name, { data, shape }] of tensors) {
    const end = offset + data.byteLength;
    entries.push([name, { dtype: data instanceof Float32Array ? 'F32' : 'F64', shape, data_offsets: [offset, end] }]);
    offset = end;
  }
  const json = JSON.stringify(Object.fromEntries(entries));
  const bytes = new TextEncoder().encode(json);
  const headerLength = Math.ceil(bytes.length / 8) * 8;
  const file = new Uint8Array(8 + headerLength + offset).fill(0x20, 0, 8 + headerLength);
  new DataView(file.buffer).setBigUint64(0, BigInt(headerLength), true);
  file.set(bytes, 8);
  let at = 8 + headerLength;
  for (const { data } of tensors.values()) {
    file.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), at);
    at += data.byteLength;
  }
  return file;
}

/** @throws when the file is cut off or is not a safetensors file */
export function readSafetensors(bytes: Uint8Array): Safetensors {
  // A plain view: the slices of Node's Buffer share its memory.
  const file = new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (file.length < 8) throw new Error('safetensors: the file is cut off in its header');
  const length = Number(new DataView(file.buffer, file.byteOffset).getBigUint64(0, true));
  if (length > largestHeaderBytes || 8 + length > file.length) {
    throw new Error(`safetensors: the header must fit the file, got ${length} bytes of ${file.length}`);
  }
  const header = headerSchema.parse(JSON.parse(new TextDecoder().decode(file.subarray(8, 8 + length))));
  const { __metadata__: metadata = {}, ...entries } = header;
  const start = 8 + length;
  const tensors = new Map<string, StoredTensor>();
  for (const [name, { dtype, shape, data_offsets }] of Object.entries(entries)) {
    const [from, to] = data_offsets;
    const size = shape.reduce((a, b) => a * b, dtype === 'F32' ? 4 : 8);
    if (to - from !== size || start + to > file.length) {
      throw new Error(`safetensors: ${name} needs ${size} bytes, got ${to - from} of ${file.length - start}`);
    }
    const memory = file.slice(start + from, start + to).buffer;
    tensors.set(name, { data: dtype === 'F32' ? new Float32Array(memory) : new Float64Array(memory), shape });
  }
  return { tensors, metadata };
}
