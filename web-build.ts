/** How programs for browsers are built: `ductus/web`, and those of the tests. All that they need lies in one folder. */
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { Rolldown, UserConfig } from 'tsdown';
import { licenceText } from './licence-texts.js';

/** Workers that start no others, by their places. */
const workers = {
  'workers/session': 'src/runtime/session-worker.ts',
  'workers/loader': 'src/dataset/loader-worker.ts',
  'workers/cropper': 'src/layout/crop-worker.ts',
};

/** ONNX Runtime looks for its WebAssembly beside its module. */
const runtimeFolder = dirname(createRequire(import.meta.url).resolve('onnxruntime-web/ort-wasm-simd-threaded.wasm'));
const runtimeModule = 'ort.wasm.bundle.min.mjs';
const runtimeFiles = [runtimeModule, 'ort-wasm-simd-threaded.wasm'];

/**
 * ONNX Runtime's module stays a file as it is: its threads load it anew, and would load with it, and run, whatever a bundler had
 * put into the same file or made it import.
 */
const runtimeApart: Rolldown.Plugin = {
  name: 'runtime-apart',
  resolveId: {
    filter: { id: /^onnxruntime-web\/wasm$/ },
    // As it stands: what imports it is shared by several entries, and so lies beside it.
    handler: () => ({ id: `./${runtimeModule}`, external: true }),
  },
};

const shared = {
  format: 'esm',
  target: 'es2022',
  platform: 'browser',
  fixedExtension: false,
  dts: false,
  clean: false,
  minify: true,
  deps: { alwaysBundle: [/./], onlyBundle: false },
} as const satisfies UserConfig;

/**
 * Programs with the worker that trains, and the other workers apart: built together they would share files that name them
 * all, and Vite refuses workers whose own files name them.
 * @param entry programs by their names in the folder
 */
export function forBrowsers(entry: Readonly<Record<string, string>>, outDir: string): readonly UserConfig[] {
  return [
    {
      ...shared,
      entry: { ...entry, 'workers/training': 'src/web/training-worker.ts' },
      outDir,
      plugins: [runtimeApart, withoutEval, withLicences([join(runtimeFolder, '..')])],
      copy: runtimeFiles.map((file) => ({ from: join(runtimeFolder, file), to: outDir })),
    },
    { ...shared, entry: workers, outDir, plugins: [runtimeApart, withoutEval] },
  ];
}

/**
 * zod tries whether it may compile its checks (`new Function`), which a page's content security policy would report though
 * nothing comes of it: here it doesn't try.
 */
const withoutEval: Rolldown.Plugin = {
  name: 'without-eval',
  transform: {
    filter: { id: /zod[\\/]v4[\\/]core[\\/]util\.js$/ },
    handler(code) {
      if (!code.includes('globalConfig.jitless')) throw new Error('zod: what it tries is no longer decided there');
      return code.replace('globalConfig.jitless', 'true');
    },
  },
};

/**
 * Writes LICENSES.txt: what is inside stands under the licences of others too.
 * @param beside folders of packages that lie beside what is built
 */
export function withLicences(beside: readonly string[]): Rolldown.Plugin {
  return {
    name: 'with-licences',
    generateBundle(_, bundle) {
      const ids = Object.values(bundle).flatMap((output) => (output.type === 'chunk' ? output.moduleIds : []));
      const folders = ids.flatMap((id) => /^.*node_modules[\\/](?:@[^\\/]+[\\/])?[^\\/]+/.exec(id)?.[0] ?? []);
      const texts = [...new Set([...folders, ...beside])].map(licenceOf).sort();
      this.emitFile({ type: 'asset', fileName: 'LICENSES.txt', source: texts.join(`\n${'-'.repeat(80)}\n\n`) });
    },
  };
}

function licenceOf(folder: string): string {
  const { name, version, license, author } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
  // What is Google's in the reader of protocol buffers is said in its code too.
  const holder = author ? (author.name ?? author) : `the authors of ${name}, Google Inc.`;
  const text = file ? readFileSync(join(folder, file), 'utf8') : licenceText(license, holder);
  return `${name} ${version}, ${license}${author ? `, ${author.name ?? author}` : ''}\n\n${text}`;
}
