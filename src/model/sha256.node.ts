/** SHA-256 by Node, ten times as fast as our own for browsers: a model is read and a checkpoint written with it. */
import { createHash } from 'node:crypto';

/** @returns the digest of the pieces one after the other, 64 hexadecimal digits */
export function sha256(...pieces: readonly Uint8Array[]): string {
  const hash = createHash('sha256');
  for (const piece of pieces) hash.update(piece);
  return hash.digest('hex');
}
