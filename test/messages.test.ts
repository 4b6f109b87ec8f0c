/** What is given to the command in the wrong place or with a slip, and what it says then. */
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { plainPreprocessing } from '../src/image/index.js';
import { writeModel } from '../src/model/index.js';
import { Network } from '../src/network/index.js';
import { Alphabet, usualRules } from '../src/text/index.js';
import { sharedProcess } from './cli-runner.js';
import { drawLines, temporaryFolder, tinySpec } from './lines.js';

const ductus = sharedProcess();
let folder: string;
const places: Record<string, string> = {};

beforeAll(async () => {
  folder = await temporaryFolder();
  for (const name of ['MODEL.onnx', 'IMAGE.png', 'FILE', 'PHOTO.jpg', 'TAKEN.arpa', 'NOWHERE.onnx']) {
    places[name] = join(folder, name);
  }
  const lines = await drawLines(join(folder, 'lines'), 1);
  const image = await readFile(join(lines, 'doc0_000.png'));
  for (const name of ['IMAGE.png', 'PHOTO.jpg', 'FILE']) await writeFile(join(folder, name), image);
  await mkdir(join(folder, 'TAKEN.arpa'));
  const alphabet = new Alphabet(['a']);
  const network = new Network(tinySpec, alphabet.classes);
  const [weights, text, preprocessing] = [network.initialWeights(1), usualRules, plainPreprocessing];
  const model = writeModel({ network, alphabet, weights, text, preprocessing, provenance: {}, metrics: {} });
  await writeFile(join(folder, 'MODEL.onnx'), model);
});

afterAll(() => rm(folder, { recursive: true }));

/** Words of capitals stand for files of the folder, in a message too. */
const placed = (text: string) => text.replace(/\b[A-Z]+(\.\w+)?\b/g, (name) => places[name] ?? name);

describe('wrong usage says what was meant, and ends with exit code 2', () => {
  it.each([
    ['help recognise', '(Did you mean recognize?)'],
    ['recognise', '(Did you mean recognize?)'],
    ['help nothing-like-it', "unknown command 'nothing-like-it'"],
    ['recognize IMAGE.png MODEL.onnx', 'images after it: ductus recognize MODEL.onnx IMAGE.png'],
    ['recognize IMAGE.png starter', 'images after it: ductus recognize starter IMAGE.png'],
    ['recognize MODEL.onnx starter IMAGE.png', 'recognize reads with one model, got MODEL.onnx and starter'],
    ['recognize MODEL.onnx IMAGE.png --out FILE', '--out FILE: is a file. Give a folder'],
    ['unpack lines --out FILE', '--out FILE: is a file. Give a folder'],
    ['synthesize --words --lines 1 --out FILE', '--out FILE: is a file. Give a folder'],
    ['recognize MODEL.onnx IMAGE.png --no-lm --lm starter', '--lm and --no-lm say the opposite'],
    ['recognize MODEL.onnx IMAGE.png --lm starter --no-lm', '--lm and --no-lm say the opposite'],
    ['evaluate MODEL.onnx lines --no-lm --lm starter', '--lm and --no-lm say the opposite'],
  ])('ductus %s', async (args, message) => {
    const { code, err } = await ductus(placed(args).split(' '));
    expect([code, err]).toEqual([2, expect.stringContaining(placed(message))]);
  });
});

describe('what is no file, or no file of its kind, says what to give instead, and ends with exit code 1', () => {
  it.each([
    ['train lines --out m.onnx --from startr', 'startr: no such file; did you mean starter, the model that'],
    ['recognize starter.onnx IMAGE.png', 'starter.onnx: no such file; did you mean starter, the model that'],
    [
      'recognize startr IMAGE.png',
      'startr: no such image or folder, and no file matches it as a pattern; did you mean',
    ],
    ['train lines --out m.onnx --from mine', '--out model.onnx; or give starter, which comes with ductus'],
    ['recognize NOWHERE.onnx IMAGE.png', 'NOWHERE.onnx: no such file. Is the path right? Train a model with'],
    ['recognize MODEL.onnx IMAGE.png --lm PHOTO.jpg', 'PHOTO.jpg: the language model must be a text file'],
    ['recognize MODEL.onnx IMAGE.png --lexicon PHOTO.jpg', 'PHOTO.jpg: the list of words must be a text file'],
    ['recognize MODEL.onnx IMAGE.png --lm startr', "startr: the language model can't be read; did you mean starter"],
    [
      'recognize MODEL.onnx IMAGE.png --lm TAKEN.arpa',
      'TAKEN.arpa: the language model is a folder, not a file. Is the path right?',
    ],
    ['train-lm LIST --out TAKEN.arpa', 'TAKEN.arpa: is a folder, not a file'],
  ])('ductus %s', async (args, message) => {
    places.LIST = join(folder, 'list.txt');
    await writeFile(places.LIST, 'some text\n');
    const { code, err } = await ductus(placed(args).split(' '));
    expect([code, err]).toEqual([1, expect.stringContaining(placed(message))]);
  });
});
