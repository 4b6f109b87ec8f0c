/** ductus inspect MODEL.onnx */
import type { Preprocessing } from '../image/index.js';
import { readModel } from '../model/index.js';
import { readModelFile } from '../recognition/node.js';
import { shortAccount } from './model-account.js';
import { print } from './screen.js';

export async function inspectModel(path: string, json: boolean): Promise<void> {
  const bytes = await readModelFile(path);
  const { network, alphabet, metadata } = readModel(bytes, path);
  if (json) {
    console.log(JSON.stringify({ ...metadata, weights: network.size, bytes: bytes.length }, null, 2));
    return;
  }
  const { form, whitespace, quotes, dashes, direction } = metadata.text;
  const lines = [
    `spec          ${network.spec}`,
    `weights       ${network.size.toLocaleString('en-US')} (${(bytes.length / 1e6).toFixed(1)} MB)`,
    `line height   ${network.height} px, a frame each ${network.stride} px`,
    `alphabet      ${alphabet.characters.length}: ${alphabet.characters.join('')}`,
    `texts         ${form}, white space ${whitespace}, quotes ${quotes}, dashes ${dashes}, direction ${direction}`,
    `images        contrast${stepsOf(metadata.preprocessing)}`,
    `confidences   temperature ${metadata.calibration.character.toFixed(2)} of characters, ${metadata.calibration.word.toFixed(2)} of words`,
    'metrics',
    ...shortAccount(metadata.metrics),
    'provenance',
    ...shortAccount(metadata.provenance),
    'in full       --json',
  ];
  for (const line of lines) print(line);
}

function stepsOf({ binarize, padding, ...switches }: Preprocessing): string {
  const steps = Object.entries(switches).flatMap(([name, on]) => (on ? [name] : []));
  if (binarize !== 'no') steps.push(binarize);
  if (padding > 0) steps.push(`padding=${padding}`);
  return steps.map((step) => `, ${step}`).join('');
}
