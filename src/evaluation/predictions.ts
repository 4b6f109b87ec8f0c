/** What another system read, from text files, against the references. */
import { DataError } from '../dataset/index.js';
import { openDataset, type SourceOptions } from '../dataset/node.js';
import { FileError, findFiles, joinPath, readBytes } from '../files/index.js';
import { decodeText, type Skipped } from '../formats/index.js';
import { mapConcurrently } from '../runtime/index.js';
import { type ComparedTexts, compareLines, type Evaluation, summarise } from './compare-lines.js';

export interface PredictionEvaluation extends Evaluation {
  /** Of `skipped`: lines whose prediction is there and can't be compared. */
  readonly unusable: readonly Skipped[];
  /** What the data may not be as it was meant, in whole sentences. */
  readonly warnings: readonly string[];
}

/** A prediction that is larger is not the text of one line. */
const mostBytes = 1_000_000;

/**
 * Compares the lines of DATA with what stands for them in a folder: `NAME.txt` or `NAME.pred.txt` at the line's place
 * below DATA, or else by its bare name. A line without a prediction counts as read empty, and says so (`missing`).
 *
 * @throws DataError when the folder is not there, or an argument names nothing; the signal's reason
 */
export async function evaluatePredictions(
  folder: string,
  data: readonly string[],
  { signal, ...source }: SourceOptions & { readonly signal?: AbortSignal | undefined } = {},
): Promise<PredictionEvaluation> {
  if (!(await findFiles(folder)))
    throw new DataError(`${folder}: no such folder of predictions`, {
      code: 'data/not-found',
      details: { path: folder },
    });
  const { samples, skipped, warnings } = await openDataset(data, { keepEmpty: true, ...source });
  const texts = await mapConcurrently(samples, 16, async (sample): Promise<ComparedTexts | Skipped> => {
    signal?.throwIfAborted();
    const base = sample.name.split(/[\\/]/).pop() ?? sample.name;
    const paths = [sample.key, base].flatMap((name) => [`${name}.txt`, `${name}.pred.txt`]);
    const read = await firstThere(paths.map((path) => joinPath(folder, path)));
    if (read === undefined) return { ...sample, prediction: '', missing: true };
    return 'text' in read ? { ...sample, prediction: read.text } : read;
  });
  const compared = compareLines(texts.filter((text) => 'prediction' in text));
  const unusable = [...texts.filter((text) => 'reason' in text), ...compared.skipped];
  return { ...summarise(compared.lines, [...skipped, ...unusable]), unusable, warnings };
}

async function firstThere(paths: readonly string[]): Promise<{ readonly text: string } | Skipped | undefined> {
  for (const path of paths) {
    try {
      return { text: decodeText(await readBytes(path, mostBytes)) };
    } catch (error) {
      if (error instanceof Error && 'code' in error && ['ENOENT', 'ENOTDIR'].includes(String(error.code))) continue;
      return { name: path, ...problemOf(error) };
    }
  }
  return undefined;
}

function problemOf(error: unknown): Omit<Skipped, 'name'> {
  if (error instanceof FileError) return { reason: `the prediction ${error.rule}` };
  if (error instanceof TypeError)
    return { reason: 'the prediction is not valid UTF-8 (nor UTF-16 with a byte order mark)' };
  return { reason: "the prediction can't be read", detail: error instanceof Error ? error.message : String(error) };
}
