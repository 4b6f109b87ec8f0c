/** The app as a folder that any server of files can serve. Nothing is done where it is as it would be. */
import { execFile } from 'node:child_process';
import { appendFile, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { build } from 'vite';
import { compressFiles } from './compress.js';
import { filesIn, hashOf, hashOfFiles } from './files.js';
import { addLibrary, libraryFolder } from './library.js';
import { addModels } from './models.js';
import { addPdfFiles } from './pdf.js';
import { writeServiceWorker } from './service-worker.js';

export const appFolder = 'dist/app';

type Log = (line: string) => void;

/** The library where it is older than its sources, then the app. */
export async function buildAll(log: Log): Promise<void> {
  if (await libraryIsOld()) {
    log('Building the library …');
    await promisify(execFile)(process.execPath, ['node_modules/tsdown/dist/run.mjs'], { maxBuffer: 2 ** 24 });
  }
  await buildApp(log);
}

/**
 * The app, with the library as it is built.
 * @throws Error where the library is not built
 */
export async function buildApp(log: Log): Promise<void> {
  const inputs = await hashOfInputs();
  if ((await builtFrom()) === inputs) return;
  log('Building the app …');
  // Beside its place first: what is served or tested is whole at every moment.
  const fresh = `${appFolder}-${process.pid}`;
  try {
    await build({ configFile: 'app/vite.config.ts', build: { outDir: resolve(fresh) } });
    await addLibrary(fresh);
    await appendFile(join(fresh, 'LICENSES.txt'), await readFile(join(fresh, await libraryFolder(), 'LICENSES.txt')));
    await addModels(fresh);
    await addPdfFiles(fresh);
    await writeServiceWorker(fresh);
    await compressFiles(fresh);
    await writeFile(join(fresh, 'build.json'), JSON.stringify({ inputs }));
    await rm(appFolder, { recursive: true, force: true });
    await rename(fresh, appFolder);
  } finally {
    await rm(fresh, { recursive: true, force: true });
  }
}

/** What the app in its place was built from. */
async function builtFrom(): Promise<string | undefined> {
  try {
    const { inputs } = JSON.parse(await readFile(join(appFolder, 'build.json'), 'utf8'));
    return inputs;
  } catch {
    return undefined;
  }
}

/** All that decides what is built. */
async function hashOfInputs(): Promise<string> {
  const folders = ['app', 'src', 'packages/ctc/src', 'packages/models'];
  const hashes = folders.map(async (folder) => hashOfFiles(folder, (await filesIn(folder)).filter(isInput)));
  const rest = hashOfFiles('.', ['web-build.ts', 'package-lock.json']);
  return hashOf([await libraryFolder(), await rest, ...(await Promise.all(hashes))].join());
}

const isInput = (path: string) => !/\.test\.tsx?$|\.md$/.test(path);

async function libraryIsOld(): Promise<boolean> {
  const built = await stat('dist/web/index.js').catch(() => undefined);
  if (!built) return true;
  const sources = ['src', 'packages/ctc/src'].map(async (folder) =>
    (await filesIn(folder)).filter(isInput).map((path) => join(folder, path)),
  );
  const paths = [...(await Promise.all(sources)).flat(), 'web-build.ts', 'tsdown.config.ts'];
  const times = await Promise.all(paths.map(async (path) => (await stat(path)).mtimeMs));
  return Math.max(...times) > built.mtimeMs;
}
