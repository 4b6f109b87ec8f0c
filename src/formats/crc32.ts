/** CRC-32 as in Ethernet, ZIP and PNG (ISO 3309): tells damage, not forgery. */

const table = Uint32Array.from({ length: 256 }, (_, byte) => {
  let remainder = byte;
  for (let bit = 0; bit < 8; bit++) remainder = remainder & 1 ? (remainder >>> 1) ^ 0xedb88320 : remainder >>> 1;
  return remainder;
});

/** @returns 0 to 2³² − 1 */
export function crc32(bytes: Uint8Array): number {
  let remainder = 0xffffffff;
  for (let i = 0; i < bytes.length; i++) {
    remainder = (remainder >>> 8) ^ (table[(remainder ^ (bytes[i] as number)) & 0xff] as number);
  }
  return (remainder ^ 0xffffffff) >>> 0;
}
