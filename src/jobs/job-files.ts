/** The documents of jobs, and their results by what they are made of: twice the same is one file. */
import { readdir, rm } from 'node:fs/promises';
import { joinPath, readBytes, readBytesIfThere, sha256, writeFileAtomic } from '../files/index.js';

export class JobFiles {
  /** @param folder of the jobs */
  constructor(private readonly folder: string) {}

  /** Keeps a document. @returns its key */
  async keepDocument(bytes: Uint8Array): Promise<string> {
    const key = sha256(bytes);
    await writeFileAtomic(this.documentPath(key), bytes);
    return key;
  }

  /** @throws the system's error when it is not there */
  document(key: string): Promise<Uint8Array> {
    return readBytes(this.documentPath(key));
  }

  async dropDocument(key: string): Promise<void> {
    await rm(this.documentPath(key), { force: true });
  }

  /** The key of what comes of a page: of the document, the page, and all that reading depends on. */
  resultKey(document: string, page: number, reading: string): string {
    return sha256(JSON.stringify([document, page, reading]));
  }

  async keepResult(key: string, text: string): Promise<void> {
    await writeFileAtomic(this.resultPath(key), text);
  }

  async result(key: string): Promise<string | undefined> {
    const bytes = await readBytesIfThere(this.resultPath(key));
    return bytes && new TextDecoder().decode(bytes);
  }

  async dropResult(key: string): Promise<void> {
    await rm(this.resultPath(key), { force: true });
  }

  /** Drops what no job has: what was kept when the process ended, before the journal said so. */
  async dropOthers(documents: ReadonlySet<string>, results: ReadonlySet<string>): Promise<void> {
    await dropFiles(joinPath(this.folder, 'documents'), documents);
    await dropFiles(joinPath(this.folder, 'results'), results);
  }

  private documentPath(key: string): string {
    return joinPath(this.folder, 'documents', checkedKey(key));
  }

  private resultPath(key: string): string {
    return joinPath(this.folder, 'results', `${checkedKey(key)}.json`);
  }
}

async function dropFiles(folder: string, kept: ReadonlySet<string>): Promise<void> {
  for (const name of await readdir(folder).catch(() => [])) {
    if (!kept.has(name.replace(/\.json$/, ''))) await rm(joinPath(folder, name), { force: true });
  }
}

/** A journal that somebody changed must not lead out of the folder. */
function checkedKey(key: string): string {
  if (!/^[0-9a-f]{64}$/.test(key)) throw new Error(`JobFiles: a key must be a SHA-256, got ${JSON.stringify(key)}`);
  return key;
}
