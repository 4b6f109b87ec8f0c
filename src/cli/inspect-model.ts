/** ductus inspect MODEL.onnx */
import type { Preprocessing } from '../image/index.js';
import { isLayoutModel, type ModelMetadata, openLayoutModel, readModel } from '../model/index.js';
import { readModelFile } from '../recognition/node.js';
import { shortAccount } from './model-account.js';
import { print, printJson } from './screen.js';

/** What is said of how weights are stored. */
const storage = { float32: '', float16: ', stored in 16 bits', int8: ', filters in 8 bits' } as const;

export async function inspectModel(path: string, json: boolean): Promise<void> {
  const bytes = await readModelFile(path);
  if (isLayoutModel(bytes)) inspectLayout(bytes, path, json);
  else inspectLines(bytes, path, json);
}

function inspectLayout(bytes: Uint8Array, path: string, json: boolean): void {
  const { network, metadata } = openLayoutModel(bytes, path);
  if (json) {
    printJson({ ...metadata, weights: network.size, bytes: bytes.length });
    return;
  }
  const lines = [
    'finds         lines of pages',
    `channels      ${network.spec.channels.join(', ')}`,
    `weights       ${sizeOf(network, bytes)}${storage[metadata.precision]}`,
    `scale         ascenders of ${metadata.layout.ascender} px`,
    `maps          ${network.maps.join(', ')}`,
    ...accountOf(metadata),
  ];
  for (const line of lines) print(line);
}

function inspectLines(bytes: Uint8Array, path: string, json: boolean): void {
  const { network, alphabet, metadata } = readModel(bytes, path);
  if (json) {
    printJson({ ...metadata, weights: network.size, bytes: bytes.length });
    return;
  }
  const { form, whitespace, quotes, dashes, direction } = metadata.text;
  const lines = [
    `spec          ${network.spec}`,
    `weights       ${sizeOf(network, bytes)}${storage[metadata.precision]}`,
    `line height   ${network.height} px, a frame each ${network.stride} px`,
    `alphabet      ${alphabet.characters.length}: ${alphabet.characters.join('')}`,
    `texts         ${form}, white space ${whitespace}, quotes ${quotes}, dashes ${dashes}, direction ${direction}`,
    `images        contrast${stepsOf(metadata.preprocessing)}`,
    `confidences   temperature ${metadata.calibration.character.toFixed(2)} of characters, ${metadata.calibration.word.toFixed(2)} of words`,
    ...accountOf(metadata),
  ];
  for (const line of lines) print(line);
}

function sizeOf({ size }: { readonly size: number }, bytes: Uint8Array): string {
  return `${size.toLocaleString('en-US')} (${(bytes.length / 1e6).toFixed(1)} MB)`;
}

function accountOf({ metrics, provenance }: ModelMetadata): readonly string[] {
  return ['metrics', ...shortAccount(metrics), 'provenance', ...shortAccount(provenance), 'in full       --json'];
}

function stepsOf({ binarize, padding, ...switches }: Preprocessing): string {
  const steps = Object.entries(switches).flatMap(([name, on]) => (on ? [name] : []));
  if (binarize !== 'no') steps.push(binarize);
  if (padding > 0) steps.push(`padding=${padding}`);
  return steps.map((step) => `, ${step}`).join('');
}
