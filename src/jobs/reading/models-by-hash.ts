/** Models of jobs: put where results go, by their checksums, and fetched from there once by each machine that lacks them. */
import { fileSize, joinPath, readBytesIfThere, sha256, sha256OfFile, writeFileAtomic } from '../../files/index.js';
import { ObjectError, type ObjectStore } from '../../objects/index.js';
import { languageFile, languageNames } from '../../recognition/node.js';
import { QueueError } from '../queue/queue-error.js';
import type { Reading } from '../queue/reading-job.js';

const keyOf = (hash: string) => `models/${hash}.onnx`;

/** Puts a model into a store. @returns its checksum */
export async function putModel(store: ObjectStore, bytes: Uint8Array): Promise<string> {
  const hash = sha256(bytes);
  if (!(await store.head(keyOf(hash)))) await store.write(keyOf(hash), bytes);
  return hash;
}

/**
 * A model as a file of this machine, with what is tuned for it beside it.
 * @param folder where this machine keeps models
 * @returns its path
 * @throws QueueError where the store has it no more, or another in its place
 */
export async function modelFile(
  store: ObjectStore,
  folder: string,
  hash: string,
  tuned: string | null,
): Promise<string> {
  const below = joinPath(folder, tuned === null ? hash : `${hash}-${sha256(tuned).slice(0, 16)}`);
  const path = joinPath(below, 'model.onnx');
  const present = await readBytesIfThere(path);
  // Whatever it was that left another there.
  if (!present || sha256(present) !== hash) await writeFileAtomic(path, await fetched(store, hash));
  const beside = joinPath(below, 'model.lm.json');
  if (tuned !== null && (await fileSize(beside)) === undefined) await writeFileAtomic(beside, tuned);
  return path;
}

async function fetched(store: ObjectStore, hash: string): Promise<Uint8Array> {
  const bytes = await store.read(keyOf(hash)).catch((cause: unknown) => {
    if (!(cause instanceof ObjectError) || cause.code !== 'object/not-found') throw cause;
    throw new QueueError(
      `${store.address}/${keyOf(hash)}: the model of a job is gone; put it there again by adding the same pages once more, then: ductus queue retry`,
      { code: 'queue/model', cause },
    );
  });
  if (sha256(bytes) === hash) return bytes;
  throw new QueueError(
    `${store.address}/${keyOf(hash)}: it is another model than the job was made for; remove it, and add the same pages once more`,
    { code: 'queue/model' },
  );
}

/** What tells languages apart that documents are read in: the contents of the files that come with ductus, and the weights. */
export async function languageHashOf({ language, tuned }: Pick<Reading, 'language' | 'tuned'>): Promise<string> {
  if (language === 'none') return sha256('none');
  const names = Array.isArray(language) ? language : languageNames;
  const files = await Promise.all(names.map((name) => sha256OfFile(languageFile(name))));
  return sha256(JSON.stringify([language, tuned, files]));
}
