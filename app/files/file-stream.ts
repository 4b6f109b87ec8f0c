/** A file that is written piece by piece. */
export type FileStream = WritableStream<Uint8Array<ArrayBuffer>>;

/** Writes a piece. Nobody holds the file between pieces, so that it can be given up at any time. */
export async function append(file: FileStream, piece: string | Uint8Array<ArrayBuffer>): Promise<void> {
  const writer = file.getWriter();
  try {
    await writer.write(typeof piece === 'string' ? new TextEncoder().encode(piece) : piece);
  } finally {
    writer.releaseLock();
  }
}
