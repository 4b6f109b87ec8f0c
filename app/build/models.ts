/** The models that the app is served with. */
import { copyFile, mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

const language = 'starter.lm.json';
const copied = ['starter.int8.onnx', 'starter.onnx', 'layout.int8.onnx', language];

/** @param folder of the app */
export async function addModels(folder: string): Promise<void> {
  const to = join(folder, 'models');
  await mkdir(to, { recursive: true });
  for (const name of [...copied, ...(await namedBy(language))]) await copyFile(join('models', name), join(to, name));
}

/** The files that a language is made of. */
async function namedBy(path: string): Promise<readonly string[]> {
  const { lm, lexicon }: { readonly lm?: string; readonly lexicon?: string } = JSON.parse(
    await readFile(join('models', path), 'utf8'),
  );
  return [lm, lexicon].filter((name) => name !== undefined);
}
