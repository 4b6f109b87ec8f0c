/** CRC-32 as in Ethernet, ZIP and PNG (ISO 3309): tells damage, not forgery. */

const entryBytes = 4;
const table = new DataView(new ArrayBuffer(256 * entryBytes));
for (let byte = 0; byte < 256; byte++) {
  let remainder = byte;
  for (let bit = 0; bit < 8; bit++) remainder = remainder & 1 ? (remainder >>> 1) ^ 0xedb88320 : remainder >>> 1;
  table.setUint32(byte * entryBytes, remainder);
}

/** @returns 0 to 2³² − 1 */
export function crc32(bytes: Uint8Array): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let remainder = 0xffffffff;
  for (let i = 0; i < view.byteLength; i++) {
    remainder = (remainder >>> 8) ^ table.getUint32(((remainder ^ view.getUint8(i)) & 0xff) * entryBytes);
  }
  return (remainder ^ 0xffffffff) >>> 0;
}
