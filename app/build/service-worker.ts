/** The service worker, built when all other files of the app are there: it knows each by its hash. */
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { build } from 'vite';
import type { SiteFile } from '../sw/messages.js';
import { filesIn, hashOf } from './files.js';

/** What PDFs need: kept after all that reading needs, so that it is there for whoever is offline then. */
const more = /^pdfjs\/|^assets\/pdf/;
/** Not everybody wants to train here, and nobody reads licences offline: kept when they are first asked for. */
const asked = /^models\/starter\.onnx$|LICENSES\.txt$|(?:^|\/)LICENSE/;
/** What browsers don't ask for by its name, and the page of a training, which its own server gives. */
const unasked = /^(?:sw\.js|build\.json|training\.html)$|^assets\/training-|\.(?:br|gz)$/;

/** @param folder of the app */
export async function writeServiceWorker(folder: string): Promise<void> {
  await build({
    configFile: false,
    logLevel: 'warn',
    publicDir: false,
    define: { SITE_FILES: JSON.stringify(await siteFiles(folder)) },
    build: {
      target: 'es2022',
      outDir: resolve(folder),
      emptyOutDir: false,
      rolldownOptions: { input: 'app/sw/worker.ts', output: { format: 'iife', entryFileNames: 'sw.js' } },
    },
  });
}

/** The page first, then what it imports, and the large files last. */
export async function siteFiles(folder: string): Promise<readonly SiteFile[]> {
  const paths = (await filesIn(folder)).filter((path) => !unasked.test(path));
  const read = paths.map(async (path) => {
    const bytes = await readFile(join(folder, path));
    return { path, hash: hashOf(bytes), kept: keptWhen(path), size: path === 'index.html' ? 0 : bytes.length };
  });
  const bySize = (await Promise.all(read)).sort((a, b) => a.size - b.size || (a.path < b.path ? -1 : 1));
  return bySize.map(({ path, hash, kept }) => ({ path, hash, kept }));
}

function keptWhen(path: string): SiteFile['kept'] {
  if (asked.test(path)) return 'asked';
  return more.test(path) ? 'more' : 'first';
}
