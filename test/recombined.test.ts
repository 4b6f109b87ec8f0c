/** Recombined handwriting from real lines and from drawn ones, through the model and the command line. */
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDataset } from '../src/dataset/node.js';
import { augmentationOf } from '../src/image/index.js';
import { Recognizer } from '../src/recognition/index.js';
import { collectHands } from '../src/recognition/node.js';
import { encodePng } from '../src/runtime/index.js';
import { createDrawer, openFonts, Recombiner } from '../src/synthesis/node.js';
import { editDistance } from '../src/text/index.js';
import { sharedProcess } from './cli-runner.js';
import { temporaryFolder } from './lines.js';

const ductus = sharedProcess();
let folder: string;
beforeAll(async () => {
  folder = await temporaryFolder();
});
afterAll(() => rm(folder, { recursive: true }));

const texts = ['les amis de la maison', 'un autre homme a dit', 'la petite ville est morte', 'sur le chemin du soir'];

describe('ductus synthesize --from-lines', () => {
  it('writes other texts in the hands of lines, the same for a seed', async () => {
    const [font] = await openFonts(['patrick-hand']);
    const draw = await createDrawer();
    const lines = join(folder, 'lines');
    await mkdir(lines);
    for (const [n, text] of texts.entries()) {
      const raster = draw(
        text,
        font as NonNullable<typeof font>,
        { lineHeight: 64, degradation: augmentationOf(0) },
        1,
      );
      await writeFile(join(lines, `hand_${n}.png`), await encodePng(raster));
      await writeFile(join(lines, `hand_${n}.gt.txt`), `${text}\n`);
    }
    await writeFile(join(folder, 'text.txt'), 'une mort de la petite amie\nle soir est autre\n');
    const run = (out: string) =>
      ductus([
        ...['synthesize', '--from-lines', lines, '--text', join(folder, 'text.txt'), '--lines', '4'],
        ...['--model', 'starter.int8', '--fonts', 'caveat', '--out', join(folder, out)],
      ]);
    const { out: said, code } = await run('first');
    expect(code).toBe(0);
    expect(said).toMatch(/^4 lines in .*, 1 hand,/);
    expect((await run('second')).code).toBe(0);
    const names = (await readdir(join(folder, 'first'))).sort();
    expect(names.filter((name) => name.endsWith('.png')).every((name) => /hand_00000\d\.png$/.test(name))).toBe(true);
    for (const name of names) {
      expect(await readFile(join(folder, 'second', name))).toEqual(await readFile(join(folder, 'first', name)));
    }
    const { samples } = await openDataset([join(folder, 'first')]);
    expect(samples.map(({ text }) => text).join(' ')).toMatch(/une mort de|le soir est/);
    expect(samples.every(({ height }) => height === 64)).toBe(true);
  });
});

const shared = join(process.env.DUCTUS_SHARED ?? '../shared', 'lines', 'dhsd-de', 'train');

describe.runIf(existsSync(shared))('lines of a real hand', () => {
  it('are read about as well as the lines that they are made of', async () => {
    const { samples } = await openDataset(['03', '06'].map((hand) => join(shared, `w${hand}_*.jpg`)));
    const recognizer = await Recognizer.load('starter.int8', { threads: 1, language: false, keepScores: true });
    try {
      const { hands } = await collectHands(recognizer, samples, { threads: 1 });
      expect(hands.length).toBe(2);
      const words = samples.map(({ text }) => text.split(' ').reverse().join(' '));
      const recombiner = new Recombiner(hands, { texts: (n) => words[n % words.length] ?? '', seed: 1 });
      let [errors, characters] = [0, 0];
      for (let n = 0; n < 12; n++) {
        const line = recombiner.line(n);
        if (!line) throw new Error('no line');
        const { text } = await recognizer.recognize(line.raster);
        errors += editDistance([...line.text], [...text]);
        characters += [...line.text].length;
      }
      expect(errors / characters).toBeLessThan(0.3);
    } finally {
      await recognizer.dispose();
    }
  });
});
