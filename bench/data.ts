/** The way of a line from its file to the network's input, on one thread: decode, scale, distort, lay out. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { imageName, loadBatch, planEpoch, type Sample } from '../src/dataset/index.js';
import { augmentationOf, plainInput } from '../src/image/index.js';
import { Random } from '../src/random/index.js';
import { encodePng } from '../src/runtime/index.js';
import { createDrawer, openFonts, openLanguage, phrase } from '../src/synthesis/node.js';
import type { Candidate } from './measure.js';

const lines = 64;

/** Drawn lines of a usual length in 64 px, as files; loaded as they are, and distorted as in training. */
export async function loading(): Promise<readonly Candidate[]> {
  const folder = await mkdtemp(join(tmpdir(), 'ductus-bench-'));
  const [font] = await openFonts(['patrick-hand']);
  const draw = await createDrawer();
  const english = await openLanguage('english');
  const random = new Random('bench');
  const look = { lineHeight: 64, degradation: augmentationOf(0) };
  const samples: Sample[] = [];
  for (let i = 0; i < lines; i++) {
    const text = phrase(english, { least: 38, most: 50 }, random);
    const image = draw(text, font as NonNullable<typeof font>, look, i);
    const path = join(folder, `${i}.png`);
    await writeFile(path, await encodePng(image));
    const { width, height } = image;
    const place = { kind: 'file', path } as const;
    samples.push({ name: path, key: `${i}`, image: place, text: '', document: '', width, height });
  }
  const load = (name: string, augmentation: number): Candidate => {
    const batches = { seed: 1, input: plainInput(64), pixels: 1_000_000, augmentation: augmentationOf(augmentation) };
    let epoch = 0;
    return {
      name,
      group: `${lines} lines of 64 px, one thread`,
      flops: 0,
      lines,
      run: async () => {
        for (const plan of planEpoch(samples, epoch++, batches)) {
          await loadBatch({
            lines: plan.lines.map(({ sample, distort }) => ({
              image: imageName(sample.image),
              ...(distort ? { distortion: distort() } : {}),
            })),
            input: plainInput(64),
            width: plan.width,
            shards: 1,
          });
        }
      },
      dispose: async () => {},
    };
  };
  const mean = Math.round(samples.reduce((sum, { width }) => sum + width, 0) / lines);
  console.log(`\n${lines} drawn lines of 64 px, ${mean} px wide on average, as PNG`);
  return [
    load('decode, scale, lay out', 0),
    { ...load('and distort', 0.7), dispose: () => rm(folder, { recursive: true, force: true }) },
  ];
}
