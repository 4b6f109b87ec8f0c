/** ductus augment */
import type { Command } from 'commander';
import { DataError, ImageReader, type Sample } from '../dataset/index.js';
import { openDataset } from '../dataset/node.js';
import { writeFileAtomic } from '../files/index.js';
import {
  type Augmentation,
  type AugmentationChoice,
  augmentationKinds,
  augmentationOf,
  drawDistortion,
  inputWidth,
  type LineInput,
  type Preprocessing,
  plainPreprocessing,
  prepareLine,
  preprocessingHelp,
  type Raster,
} from '../image/index.js';
import { known } from '../known.js';
import { Random } from '../random/index.js';
import { escapeHtml, htmlPage } from '../report/index.js';
import { decodeImage, pngDataUri } from '../runtime/index.js';
import { augmentationValue } from './augmentation-flag.js';
import { UsageError } from './errors.js';
import { number } from './flags.js';
import { preprocessingValue } from './preprocessing-flag.js';
import { count, print } from './screen.js';

interface Flags {
  readonly preview?: string;
  readonly augmentation: AugmentationChoice;
  readonly lines: number;
  readonly variants: number;
  readonly lineHeight: number;
  readonly preprocessing?: Partial<Preprocessing>;
  readonly seed: number;
}

const whole = number({ integer: true, least: 1 });

export function configureAugment(command: Command): void {
  command
    .description(
      'Writes a contact sheet of what training does to lines: some lines with several distortions, and each kind of distortion by itself.',
    )
    .argument('<data...>', 'folders, images, pages (.xml), packed files (.parquet), lists, or patterns')
    .option('--preview <file>', 'where the sheet goes (.html)')
    .option('--augmentation <x>', 'a strength, or a YAML file of amounts', augmentationValue, 0.7)
    .option('--lines <n>', 'lines on the sheet', whole, 6)
    .option('--variants <n>', 'distortions of each', whole, 8)
    .option('--line-height <n>', 'pixels, as the network has them', whole, 48)
    .option('--preprocessing <steps>', preprocessingHelp, preprocessingValue)
    .option('--seed <n>', 'decides lines and distortions', number({ integer: true }), 1)
    .addHelpText(
      'after',
      `
Examples:
  ductus augment lines/ --preview sheet.html
  ductus augment lines/ --preview sheet.html --augmentation my-amounts.yaml --preprocessing rules,deslant

A file of amounts names what differs from the usual ones (here with their usual values):
${Object.entries(augmentationKinds)
  .map(([key, { usual }]) => `  ${key}: ${usual}`)
  .join('\n')}`,
    )
    .action(run);
}

async function run(data: readonly string[], flags: Flags): Promise<void> {
  if (!flags.preview?.endsWith('.html')) {
    throw new UsageError(
      'augment needs --preview FILE.html: where the contact sheet goes, such as --preview sheet.html',
    );
  }
  const { samples } = await openDataset(data);
  if (samples.length === 0) throw new DataError(`${data.join(' ')}: no line to show`, { code: 'data/no-lines' });
  const augmentation = augmentationOf(flags.augmentation);
  const images = new ImageReader();
  const chosen = new Random(flags.seed, 'preview').shuffle(samples).slice(0, flags.lines);
  const sections: string[] = [];
  for (const sample of chosen) {
    const light = await decodeImage(await images.read(sample.image));
    sections.push(await variantsOf(sample, light, augmentation, flags));
  }
  const { image } = known(chosen.at(0), 'a line to show');
  sections.push(await kindsOf(await decodeImage(await images.read(image)), augmentation, flags));
  const title = `Augmentation of strength ${augmentation.strength}`;
  await writeFileAtomic(flags.preview, htmlPage(title, `<h1>${title}</h1>${sections.join('\n')}`));
  print(`${count(chosen.length, 'line')} with ${flags.variants} distortions each: ${flags.preview}`);
}

async function variantsOf(sample: Sample, light: Raster, augmentation: Augmentation, flags: Flags): Promise<string> {
  const pictures = [await picture(prepareLine(light, inputOf(flags)))];
  for (let n = 0; n < flags.variants; n++) {
    pictures.push(await distorted(light, augmentation, flags, sample.key, n));
  }
  return `<section><h2>${escapeHtml(sample.text)}</h2>${pictures.join('<br>')}<p class="name">${escapeHtml(sample.name)}; as it is, then distorted</p></section>`;
}

/** Each kind by itself, at its largest: amounts of full strength, and in every line. */
async function kindsOf(light: Raster, augmentation: Augmentation, flags: Flags): Promise<string> {
  const kinds = Object.entries(augmentationKinds);
  const none = Object.fromEntries(kinds.map(([key]) => [key, 0])) as Augmentation;
  const rows: string[] = [];
  for (const [key, { kind }] of kinds) {
    const value = augmentation[key as keyof Augmentation];
    if (kind === 'factor' || key === 'concatenate' || value === 0) continue;
    const alone = { ...none, strength: 1, [key]: kind === 'share' ? 1 : value };
    const pictures = [await distorted(light, alone, flags, key, 1), await distorted(light, alone, flags, key, 2)];
    rows.push(`<h3>${key}: ${value}</h3>${pictures.join('<br>')}`);
  }
  return `<section><h2>Each kind by itself, at full strength</h2>${rows.join('\n')}</section>`;
}

function inputOf({ lineHeight, preprocessing }: Flags): LineInput {
  return { lineHeight, preprocessing: { ...plainPreprocessing, ...preprocessing } };
}

function distorted(light: Raster, augmentation: Augmentation, flags: Flags, ...key: (string | number)[]) {
  const input = inputOf(flags);
  const width = inputWidth(light.width, light.height, input);
  return picture(prepareLine(light, input, drawDistortion(width, augmentation, flags.seed, ...key)));
}

/** Ink on white, as people are used to see it. */
async function picture({ width, height, data }: Raster): Promise<string> {
  const source = await pngDataUri({ width, height, data: data.map((level) => 255 - level) });
  return `<img src="${source}" alt="" style="max-width:100%;margin:1px 0">`;
}
