/**
 * Zip files as streams, by zip.js. It has no threads of its own here: those it would make from memory, which the policy
 * forbids.
 */
import {
  BlobReader,
  configure,
  type Entry,
  type FileEntry,
  ZipReader,
  ZipWriter,
} from '@zip.js/zip.js/lib/zip-core-native.js';
import { append, type FileStream } from './file-stream.js';

configure({ useWebWorkers: false, useCompressionStream: true });

/** A zip file that grows. */
export class Zip {
  private readonly writer: ZipWriter<unknown>;

  constructor(
    file: FileStream,
    private readonly signal?: AbortSignal | undefined,
  ) {
    // zip.js would hold the file itself until the end, and it could not be given up.
    const pieces = new WritableStream<Uint8Array<ArrayBuffer>>({
      write: (piece) => append(file, piece),
      close: () => file.close(),
    });
    this.writer = new ZipWriter(pieces, { keepOrder: true, bufferedWrite: false });
  }

  /** Images are stored as they are: they are compressed already. @throws the signal's reason */
  async add(name: string, part: string | Blob | Uint8Array<ArrayBuffer>): Promise<void> {
    this.signal?.throwIfAborted();
    const blob = part instanceof Blob ? part : new Blob([part]);
    const level = /\.(?:xml|txt|json|tsv|hocr)$/.test(name) ? 6 : 0;
    await this.writer.add(name, new BlobReader(blob), { level, ...(this.signal ? { signal: this.signal } : {}) });
  }

  /** The table of contents ends the file. */
  async close(): Promise<void> {
    await this.writer.close();
  }
}

/** What a file in a zip says of itself is not what it has. */
export class ZipError extends Error {
  override readonly name = 'ZipError';
  constructor(readonly reason: 'damaged' | 'tooLarge') {
    super(reason);
  }
}

/** More files than any document has; bytes of a table of contents alone could fill the memory. */
const mostFiles = 300_000;
/** Photographs are stored as they are, and text shrinks to a tenth at best: what grows more is made to fill a disk. */
const mostGrowth = 50;

/** A zip file that is read. */
export class Unzip {
  private constructor(private readonly files: ReadonlyMap<string, FileEntry>) {}

  /** @throws ZipError for what is no zip file or was made to do harm */
  static async open(file: Blob): Promise<Unzip> {
    const files = new Map<string, FileEntry>();
    let size = 0;
    for await (const entry of entriesOf(file)) {
      if (entry.directory) continue;
      files.set(entry.filename, entry);
      size += entry.uncompressedSize;
      if (files.size > mostFiles || size > file.size * mostGrowth + 1_000_000) throw new ZipError('tooLarge');
    }
    return new Unzip(files);
  }

  /** In the order of the zip file. */
  get names(): readonly string[] {
    return [...this.files.keys()];
  }

  has(name: string): boolean {
    return this.files.has(name);
  }

  /** @param most bytes @throws ZipError */
  async read(name: string, most: number, type = ''): Promise<Blob> {
    const entry = this.files.get(name);
    if (!entry) throw new ZipError('damaged');
    if (entry.uncompressedSize > most) throw new ZipError('tooLarge');
    const sink = new BlobSink(entry.uncompressedSize);
    try {
      await entry.getData(sink.writable, { checkSignature: true, checkOverlappingEntry: true });
    } catch (error) {
      throw error instanceof ZipError ? error : new ZipError('damaged');
    }
    return sink.blob(type);
  }
}

async function* entriesOf(file: Blob): AsyncGenerator<Entry> {
  try {
    yield* new ZipReader(new BlobReader(file)).getEntriesGenerator();
  } catch (error) {
    throw error instanceof ZipError ? error : new ZipError('damaged');
  }
}

/** Bytes that wait in memory before the browser may put them on its disk. */
const waiting = 8_000_000;

/** Gathers bytes, and no more than were announced. */
class BlobSink {
  readonly writable = new WritableStream<Uint8Array<ArrayBuffer>>({ write: (piece) => this.take(piece) });
  private readonly parts: Blob[] = [];
  private pieces: Uint8Array<ArrayBuffer>[] = [];
  private held = 0;
  private left: number;

  constructor(announced: number) {
    this.left = announced;
  }

  blob(type: string): Blob {
    return new Blob([...this.parts, ...this.pieces], { type });
  }

  private take(piece: Uint8Array<ArrayBuffer>): void {
    this.left -= piece.length;
    if (this.left < 0) throw new ZipError('damaged');
    this.pieces.push(piece);
    this.held += piece.length;
    if (this.held < waiting) return;
    this.parts.push(new Blob(this.pieces));
    this.pieces = [];
    this.held = 0;
  }
}
