/**
 * The checksum of a model file: a last metadata property (`metadata_props` of ONNX's ModelProto) with the SHA-256 of all
 * bytes before it. Protobuf reads repeated fields wherever they stand, so any ONNX reader opens the file, and every byte
 * is held by the checksum: graph, weights, and metadata.
 */
import { sha256 } from '#variant/model/sha256';

/** The property's name. */
export const sealKey = 'ductus.sha256';

const digits = 64;
/** Protobuf's tags: field 14 of a model, fields 1 and 2 of a property, all with a length before them. */
const [propertyTag, keyTag, valueTag] = [0x72, 0x0a, 0x12];
const head = Uint8Array.of(
  propertyTag,
  2 + sealKey.length + 2 + digits,
  keyTag,
  sealKey.length,
  ...new TextEncoder().encode(sealKey),
  valueTag,
  digits,
);

/** The same file with its checksum at the end. */
export function sealed(file: Uint8Array): Uint8Array {
  const whole = new Uint8Array(file.length + head.length + digits);
  whole.set(file);
  whole.set(head, file.length);
  whole.set(new TextEncoder().encode(sha256(file)), file.length + head.length);
  return whole;
}

/** Whether a file ends with the checksum of what stands before it. */
export function isIntact(file: Uint8Array): boolean {
  const end = file.length - head.length - digits;
  if (end < 0 || head.some((byte, i) => file[end + i] !== byte)) return false;
  return new TextDecoder().decode(file.subarray(end + head.length)) === sha256(file.subarray(0, end));
}
