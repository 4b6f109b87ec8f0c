/** Compressed twins beside the files that gain by it. What brotli made of a file before is kept: it takes half a minute. */
import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import { type Encoding, endings } from '../../src/server/node.js';
import { filesIn, hashOf } from './files.js';

/**
 * Of ONNX Runtime's WebAssembly and the language model, 10 leaves a tenth less than 9, half a megabyte that everybody loads. Weights
 * are noise, where no effort gains anything.
 */
const brotliQuality = (path: string) => (path.endsWith('.onnx') ? 5 : 10);

const compressors: Readonly<Record<Encoding, (bytes: Uint8Array, path: string) => Promise<Uint8Array>>> = {
  br: (bytes, path) =>
    promisify(brotliCompress)(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: brotliQuality(path) } }),
  gzip: (bytes) => promisify(gzip)(bytes, { level: 9 }),
};
const kept = 'node_modules/.cache/ductus-app';
/** Below it isn't worth a file. */
const leastGain = 0.05;
const leastSize = 500;

/** @param folder of the app */
export async function compressFiles(folder: string): Promise<void> {
  await mkdir(kept, { recursive: true });
  await Promise.all((await filesIn(folder)).map((path) => compressFile(join(folder, path))));
}

async function compressFile(path: string): Promise<void> {
  const bytes = await readFile(path);
  if (bytes.length < leastSize) return;
  await Promise.all((['br', 'gzip'] as const).map((encoding) => compress(bytes, path, encoding)));
}

async function compress(bytes: Uint8Array, path: string, encoding: Encoding): Promise<void> {
  const before = join(kept, `${hashOf(bytes)}-${brotliQuality(path)}${endings[encoding]}`);
  const compressed = (await readFile(before).catch(() => undefined)) ?? (await compressors[encoding](bytes, path));
  await writeFile(before, compressed);
  if (compressed.length < bytes.length * (1 - leastGain)) await copyFile(before, path + endings[encoding]);
}
