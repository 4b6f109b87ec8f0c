/**
 * The library in the app is ductus/web as it is published, its files as they are: its workers and WebAssembly lie beside it, and
 * nothing that a bundler does to them can differ from what users of the package have. Its folder is named after what is in it.
 */
import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { filesIn, hashOfFiles } from './files.js';

const built = 'dist/web';

/** Its files, without types. @throws Error where it is not built */
async function libraryFiles(): Promise<readonly string[]> {
  const files = await filesIn(built).catch((): readonly string[] => []);
  if (!files.includes('index.js')) throw new Error(`${built} is not there. Run: npm run build`);
  return files.filter((path) => !path.endsWith('.d.ts'));
}

/** The name of its folder in the app. */
export async function libraryFolder(): Promise<string> {
  return `library-${(await hashOfFiles(built, await libraryFiles())).slice(0, 8)}`;
}

/** @param folder of the app */
export async function addLibrary(folder: string): Promise<void> {
  const to = join(folder, await libraryFolder());
  for (const path of await libraryFiles()) await cp(join(built, path), join(to, path));
}
