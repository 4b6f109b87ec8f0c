/**
 * The models that a run writes outside its folder. A file that is there and that the run neither wrote nor was told to
 * replace is somebody's model: it is left as it is. So the folder remembers the checksums of what may be replaced.
 */
import { z } from 'zod';
import { fileSize, joinPath, readBytesIfThere } from '../files/index.js';
import { sha256 } from '../model/index.js';
import { OverwriteError } from './events.js';
import { writeNamed } from './written.js';

const recordFile = 'written.json';
const recordSchema = z.record(z.string(), z.array(z.string()));

/** Where the model in 8 bits goes. */
export function int8Path(out: string): string {
  return out.replace(/\.onnx$/, '.int8.onnx');
}

/** @throws OverwriteError when one of the places has a file */
export async function refuseTaken(paths: readonly string[]): Promise<void> {
  for (const path of paths) if ((await fileSize(path)) !== undefined) throw new OverwriteError(path);
}

export class Outputs {
  private constructor(
    private readonly folder: string,
    /** For each place, what may be replaced there. */
    private record: Readonly<Record<string, readonly string[]>>,
  ) {}

  /** @param models of the folder, which the run wrote: what a place had before there was a record */
  static async open(folder: string, out: string, models: readonly string[]): Promise<Outputs> {
    const bytes = await readBytesIfThere(joinPath(folder, recordFile));
    try {
      return new Outputs(folder, recordSchema.parse(JSON.parse(new TextDecoder().decode(bytes))));
    } catch {
      const written = await Promise.all(models.map((name) => checksumOf(joinPath(folder, name))));
      return new Outputs(folder, { [out]: written.filter((sum) => sum !== undefined) });
    }
  }

  /** Lets the run replace what is at a place now, and nothing that comes there later. */
  async give(path: string): Promise<void> {
    const present = await checksumOf(path);
    if (present !== undefined) await this.remember(path, [present]);
  }

  /** @returns whether it was written; it was not where somebody else's file is */
  async write(path: string, bytes: Uint8Array): Promise<boolean> {
    const present = await checksumOf(path);
    const checksum = sha256(bytes);
    if (present === checksum) return true;
    if (present !== undefined && !this.record[path]?.includes(present)) return false;
    // Before the file, so that a run that is cut off here knows it as its own.
    await this.remember(path, [checksum, ...(present === undefined ? [] : [present])]);
    await writeNamed(path, bytes);
    return true;
  }

  private async remember(path: string, checksums: readonly string[]): Promise<void> {
    this.record = { ...this.record, [path]: checksums };
    await writeNamed(joinPath(this.folder, recordFile), `${JSON.stringify(this.record, null, 2)}\n`);
  }
}

async function checksumOf(path: string): Promise<string | undefined> {
  const bytes = await readBytesIfThere(path);
  return bytes && sha256(bytes);
}
