/** The models that the app is served with. */
import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readLayoutModel, writeInt8LayoutModel } from '../../src/model/index.js';

const language = 'starter.lm.json';
const copied = ['starter.int8.onnx', 'starter.onnx', language];
const layout = 'layout.int8.onnx';

/** @param folder of the app */
export async function addModels(folder: string): Promise<void> {
  const to = join(folder, 'models');
  await mkdir(to, { recursive: true });
  for (const name of [...copied, ...(await namedBy(language))]) await copyFile(join('models', name), join(to, name));
  await writeFile(join(to, layout), await layoutIn8Bits());
}

/** The files that a language is made of. */
async function namedBy(path: string): Promise<readonly string[]> {
  const { lm, lexicon }: { readonly lm?: string; readonly lexicon?: string } = JSON.parse(
    await readFile(join('models', path), 'utf8'),
  );
  return [lm, lexicon].filter((name) => name !== undefined);
}

/** Rounded here where there is none yet. */
async function layoutIn8Bits(): Promise<Uint8Array> {
  try {
    return await readFile(join('models', layout));
  } catch {
    return writeInt8LayoutModel(readLayoutModel(await readFile('models/layout.onnx')));
  }
}
