/** npm run web-sizes: what a browser loads, after a build: as it lies on the server, with gzip, and with brotli. */
import { readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';

const folder = 'dist/web';

/** A file and all that it imports at once; what is imported when it is needed is not among it. */
function withImports(file: string, found = new Set<string>()): readonly string[] {
  if (found.has(file)) return [];
  found.add(file);
  const text = readFileSync(file, 'utf8');
  for (const [, target] of text.matchAll(/(?:^|;|\})(?:import|export)(?:[^;"'`()]*?from)?["']([^"']+)["']/g)) {
    withImports(join(dirname(file), target ?? ''), found);
  }
  return [...found];
}

/** What is imported when it is needed, by the beginning of its name. */
function chunk(name: string): string {
  const text = withImports(join(folder, 'index.js'))
    .map((file) => readFileSync(file, 'utf8'))
    .join('\n');
  const target = [...text.matchAll(/import\([`"']([^`"']+)[`"']\)/g)].find(([, path]) =>
    basename(path ?? '').startsWith(name),
  )?.[1];
  if (target === undefined) throw new Error(`${folder} has no ${name}. Build first: npm run build`);
  return join(folder, target);
}

const read = (files: readonly string[]) => files.map((file) => readFileSync(file));
const library = withImports(join(folder, 'index.js'));
const beyond = (entry: string) => withImports(join(folder, entry)).filter((file) => !library.includes(file));
const layout = readFileSync('packages/models/layout.onnx');
const layout8 = readFileSync('packages/models/layout.int8.onnx');

const parts: readonly (readonly [part: string, files: readonly Uint8Array[]])[] = [
  ['the library', read(library)],
  ['ONNX Runtime, its module', read([chunk('ort')])],
  ['ONNX Runtime, its WebAssembly', read([join(folder, 'ort-wasm-simd-threaded.wasm')])],
  ['for training: its worker', read(beyond('workers/training.js'))],
  ['for training, and for many lines: the workers of lines', read(beyond('workers/loader.js'))],
  ['to write PDFs', read([chunk('es-')])],
  ['to read PAGE and ALTO', read([chunk('saxes')])],
  ['starter.int8.onnx, which reads lines', read(['packages/models/starter.int8.onnx'])],
  ['layout.onnx, which finds lines', [layout]],
  ['layout.int8.onnx, the same in 8 bits', [layout8]],
];

const kilobytes = (bytes: number) =>
  (bytes / 1000).toLocaleString('en-US', { maximumFractionDigits: bytes < 10_000 ? 1 : 0 });

/** Each file is sent by itself. */
const sum = (files: readonly Uint8Array[], sizeOf: (file: Uint8Array) => number) =>
  kilobytes(files.reduce((total, file) => total + sizeOf(file), 0));

console.log('| part | kB | gzip | brotli |\n| ---- | -: | ---: | -----: |');
for (const [part, files] of parts) {
  const sizes = [
    sum(files, ({ length }) => length),
    sum(files, (file) => gzipSync(file, { level: 9 }).length),
    sum(files, (file) => brotliCompressSync(file).length),
  ];
  console.log(`| ${part} | ${sizes.join(' | ')} |`);
}
