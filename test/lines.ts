/** Drawn lines in a temporary folder, for tests that train and read. */
import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { augmentationOf, plainPreprocessing } from '../src/image/index.js';
import { writeModel } from '../src/model/index.js';
import { Network } from '../src/network/index.js';
import { Random } from '../src/random/index.js';
import { encodePng } from '../src/runtime/index.js';
import { createDrawer, openFonts } from '../src/synthesis/node.js';
import { Alphabet, usualRules } from '../src/text/index.js';

/** A small network that a test can train in seconds. */
export const tinySpec = '[1,24,0,1 Cr3,3,6 Mp2,2 Cr3,3,8 Bn Mp2,2 S1(1x0)1,3 Do0.1 Lbx12 Do0.2]';

/** A model file that has learnt nothing, for tests of what is read and not of how well. */
export function untrainedModel({ spec = tinySpec, characters = 'abcde ' } = {}): Uint8Array {
  const alphabet = Alphabet.of([characters]);
  const network = new Network(spec, alphabet.classes);
  return writeModel({
    network,
    alphabet,
    weights: network.initialWeights(3),
    text: usualRules,
    preprocessing: plainPreprocessing,
    provenance: {},
    metrics: {},
  });
}

export function temporaryFolder(): Promise<string> {
  return mkdtemp(join(tmpdir(), 'ductus-test-'));
}

/** Draws lines of a few letters, ten a document. @param family the font that they are drawn in */
export async function drawLines(folder: string, count: number, seed = 1, family = 'patrick-hand'): Promise<string> {
  const [font] = await openFonts([family]);
  const draw = await createDrawer();
  const look = { lineHeight: 48, degradation: augmentationOf(0) };
  const random = new Random('test lines', seed);
  await mkdir(folder, { recursive: true });
  for (let i = 0; i < count; i++) {
    const text =
      Array.from({ length: 3 + random.below(6) }, () => random.pick([...'abcde ']))
        .join('')
        .trim() || 'a';
    const path = join(folder, `doc${Math.floor(i / 10)}_${String(i % 10).padStart(3, '0')}`);
    await writeFile(`${path}.png`, await encodePng(draw(text, font as NonNullable<typeof font>, look, seed)));
    await writeFile(`${path}.gt.txt`, `${text}\n`);
  }
  return folder;
}
