/** The models that the app is served with. */
import { copyFile, mkdir, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

const from = join('packages', 'models');
const language = 'starter.lm.json';
const copied = ['starter.int8.onnx', 'starter.onnx', 'layout.int8.onnx', language];

/** @param folder of the app */
export async function addModels(folder: string): Promise<void> {
  const to = join(folder, 'models');
  await mkdir(to, { recursive: true });
  await mkdir(join(to, 'languages'), { recursive: true });
  for (const name of [...copied, ...(await namedBy(language))]) await copyFile(join(from, name), join(to, name));
}

interface LanguageNames {
  readonly lm?: string;
  readonly lexicon?: string;
  readonly languages?: 'auto' | readonly string[];
}

/** The files that a language is made of. */
async function namedBy(path: string): Promise<readonly string[]> {
  const { lm, lexicon, languages }: LanguageNames = JSON.parse(await readFile(join(from, path), 'utf8'));
  const shipped = languages === undefined ? [] : await readdir(join(from, 'languages'));
  const wanted = shipped.filter((name) => languages === 'auto' || languages?.includes(name.replace(/\.lm$/, '')));
  const models = wanted.filter((name) => name.endsWith('.lm')).map((name) => `languages/${name}`);
  return [lm, lexicon, ...models].filter((name) => name !== undefined);
}
