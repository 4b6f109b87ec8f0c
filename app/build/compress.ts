/** Compressed twins beside the files that gain by it. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import { type Encoding, endings } from '../server/served-file.js';
import { filesIn } from './files.js';

/** Brotli at its best (11) takes half a minute for ONNX Runtime's WebAssembly, to save a tenth more of it. */
const brotliQuality = 9;

const compressors: Readonly<Record<Encoding, (bytes: Uint8Array) => Promise<Uint8Array>>> = {
  br: (bytes) => promisify(brotliCompress)(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: brotliQuality } }),
  gzip: (bytes) => promisify(gzip)(bytes, { level: 9 }),
};
/** Below it isn't worth a file. */
const leastGain = 0.05;
const leastSize = 500;

/** @param folder of the app */
export async function compressFiles(folder: string): Promise<void> {
  for (const path of await filesIn(folder)) {
    const bytes = await readFile(join(folder, path));
    if (bytes.length < leastSize) continue;
    await Promise.all((['br', 'gzip'] as const).map((encoding) => compress(bytes, join(folder, path), encoding)));
  }
}

async function compress(bytes: Uint8Array, path: string, encoding: Encoding): Promise<void> {
  const compressed = await compressors[encoding](bytes);
  if (compressed.length < bytes.length * (1 - leastGain)) await writeFile(path + endings[encoding], compressed);
}
