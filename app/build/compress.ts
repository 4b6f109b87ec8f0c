/** Compressed twins beside the files that gain by it. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import { type Encoding, endings } from '../../src/server/node.js';
import { filesIn } from './files.js';

/** 10 leaves half a megabyte less of ONNX Runtime's WebAssembly, and takes ten times as long. Weights are noise, where no effort gains anything. */
const brotliQuality = (path: string) => (path.endsWith('.onnx') ? 5 : 9);

const compressors: Readonly<Record<Encoding, (bytes: Uint8Array, path: string) => Promise<Uint8Array>>> = {
  br: (bytes, path) =>
    promisify(brotliCompress)(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: brotliQuality(path) } }),
  gzip: (bytes) => promisify(gzip)(bytes),
};
/** Below it isn't worth a file. */
const leastGain = 0.05;
const leastSize = 500;

/** @param folder of the app */
export async function compressFiles(folder: string): Promise<void> {
  await Promise.all((await filesIn(folder)).map((path) => compressFile(join(folder, path))));
}

async function compressFile(path: string): Promise<void> {
  const bytes = await readFile(path);
  if (bytes.length < leastSize) return;
  await Promise.all((['br', 'gzip'] as const).map((encoding) => compress(bytes, path, encoding)));
}

async function compress(bytes: Uint8Array, path: string, encoding: Encoding): Promise<void> {
  const compressed = await compressors[encoding](bytes, path);
  if (compressed.length < bytes.length * (1 - leastGain)) await writeFile(path + endings[encoding], compressed);
}
