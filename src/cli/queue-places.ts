/** Where results of a queue go: looked at before anything is added, since workers never ask. */
import { fullPath, joinPath } from '../files/index.js';
import { type OutputFormat, outputEndings } from '../formats/index.js';
import type { DocumentToRead } from '../recognition/node.js';
import { UsageError } from './errors.js';

/**
 * @param out the address of the store
 * @throws UsageError where two documents would have the same results, or one would take the place of what is read
 */
export function checkQueuePlaces(
  documents: readonly DocumentToRead[],
  out: string,
  formats: readonly OutputFormat[],
): void {
  const names = new Map<string, string>();
  const inputs = new Set(documents.flatMap(filesOf).map(fullPath));
  for (const { key, path } of documents) {
    const before = names.get(key);
    if (before !== undefined) {
      throw new UsageError(`${before} and ${path} would both be written as ${key}; add them with another --to each`);
    }
    names.set(key, path);
    const place = formats
      .map((format) => joinPath(out, `${key}${outputEndings[format]}`))
      .find((file) => inputs.has(file));
    if (place !== undefined) throw new UsageError(`--to ${out}: ${place} would be overwritten; give another folder`);
  }
}

function filesOf(document: DocumentToRead): readonly string[] {
  if (document.kind !== 'unsegmented') return [document.path, document.imagePath ?? document.path];
  return [document.place.path, document.description ?? document.place.path];
}
