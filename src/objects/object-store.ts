/**
 * The one interface to where objects lie: folders, also on disks that machines share, and stores of objects like S3. What
 * is written is there as a whole or not at all, and nothing is ever appended to, so that many machines may write at once.
 */

export interface StoredObject {
  /** Its parts with `/` between them, as it is called below the store's address. */
  readonly key: string;
  /** Bytes. */
  readonly size: number;
  /** Differs where the contents do. Not every store has it. */
  readonly etag?: string;
}

export interface WriteOptions {
  /** Writes only where nothing is: of several that write at the same time, exactly one does. Default: it is replaced. */
  readonly ifAbsent?: boolean;
}

export interface ObjectStore {
  /** For messages and for those who open it again: `openStore(address)` gives the same store. It has no secrets. */
  readonly address: string;
  /**
   * All objects whose keys begin with a text, by and by, in the order of their keys. What is written or removed meanwhile
   * may be among them or not.
   * @param prefix of keys, not of their parts: `a/b` is the beginning of `a/b/c` and of `a/bc`. Default: all
   */
  list(prefix?: string): AsyncIterable<StoredObject>;
  /** What there is to know of an object without reading it, or `undefined` where there is none. */
  head(key: string): Promise<StoredObject | undefined>;
  /** @throws ObjectError with the code object/not-found where there is none */
  read(key: string): Promise<Uint8Array>;
  /** The same piece by piece, for what is large. */
  readStream(key: string): AsyncIterable<Uint8Array>;
  /** @returns `there already` only where it was to be written if absent: the object is as it was */
  write(key: string, bytes: Uint8Array, options?: WriteOptions): Promise<'written' | 'there already'>;
  /** Of what is not there nothing is said. */
  remove(key: string): Promise<void>;
  /** Ends its connections. What is under way is finished first by whoever waits for it. */
  dispose(): void;
}
