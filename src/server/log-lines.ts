/** Whole lines of a file that grows. */
import { open } from 'node:fs/promises';

export interface PlacedLine {
  readonly line: string;
  /** Bytes of the file up to the end of the line. */
  readonly end: number;
}

/** Read at a time: few enough that whoever makes something of them is done within milliseconds. */
const chunkBytes = 65_536;
const lineBreak = 10;

/**
 * The lines from a place on that are whole by now, some at a time; none where there is no file yet.
 * @param from bytes, at the beginning of a line
 */
export async function* linesFrom(path: string, from: number): AsyncGenerator<readonly PlacedLine[]> {
  const file = await open(path).catch(() => undefined);
  if (!file) return;
  try {
    let rest = Buffer.alloc(0);
    for (let at = from; ; ) {
      const { bytesRead, buffer } = await file.read(Buffer.alloc(chunkBytes), 0, chunkBytes, at);
      if (bytesRead === 0) return;
      const bytes = Buffer.concat([rest, buffer.subarray(0, bytesRead)]);
      const lines = wholeLines(bytes, at - rest.length);
      at += bytesRead;
      rest = bytes.subarray(bytes.lastIndexOf(lineBreak) + 1);
      if (lines.length > 0) yield lines;
    }
  } finally {
    await file.close();
  }
}

function wholeLines(bytes: Buffer, place: number): readonly PlacedLine[] {
  const lines: PlacedLine[] = [];
  let start = 0;
  for (let end = bytes.indexOf(lineBreak); end >= 0; end = bytes.indexOf(lineBreak, start)) {
    lines.push({ line: bytes.toString('utf8', start, end), end: place + end + 1 });
    start = end + 1;
  }
  return lines;
}
