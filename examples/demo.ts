/**
 * npm run demo: draws handwriting in fonts, trains a small network on it for some minutes, and reads lines in font
 * families that it never saw. Nothing is precomputed; everything it leaves is in demo/.
 */
import { rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { Screen } from '../src/cli/screen.js';
import { TrainScreen } from '../src/cli/train-screen.js';
import { ImageReader } from '../src/dataset/index.js';
import { renderReport, statisticsOf } from '../src/evaluation/index.js';
import { evaluateModel } from '../src/evaluation/node.js';
import { makeFolder, writeFileAtomic } from '../src/files/index.js';
import { augmentationOf } from '../src/image/index.js';
import { Random } from '../src/random/index.js';
import type { ValidationEvent } from '../src/runs/index.js';
import { train } from '../src/runs/node.js';
import { dataUri, encodePng, mapConcurrently } from '../src/runtime/index.js';
import { createDrawer, openFonts, openLanguage, phrase } from '../src/synthesis/node.js';

const seed = 1;
const minutes = 2.5;
const folder = 'demo';
const counts = { train: 4000, validation: 120, unseen: 240 } as const;
/** Signs of the demo: letters of both cases, space, and . , ' - */
const letters = /^[A-Za-z .,'-]+$/;
const limits = { least: 10, most: 30 };
/** What a distorting training sees is drawn clean. */
const look = { lineHeight: 64, degradation: augmentationOf(0) };
const spec = '[1,40,0,1 Cr3,3,12 Mp2,2 Bn Cr3,3,24 Mp2,1 Bn Cr3,3,48 Mp2,1 Bn S1(1x0)1,3 Do0.1 Lbx96 Do0.1]';

const unseenFamilies = [
  'architects-daughter',
  'bad-script',
  'caveat',
  'indie-flower',
  'kalam',
  'nothing-you-could-do',
  'patrick-hand',
  'shadows-into-light-two',
];
const trainingFamilies = [
  'annie-use-your-telescope',
  'beth-ellen',
  'cedarville-cursive',
  'coming-soon',
  'crafty-girls',
  'dawning-of-a-new-day',
  'delicious-handrawn',
  'gaegu',
  'give-you-glory',
  'gloria-hallelujah',
  'handlee',
  'homemade-apple',
  'just-me-again-down-here',
  'kristi',
  'la-belle-aurore',
  'loved-by-the-king',
  'mansalva',
  'marck-script',
  'mynerve',
  'nanum-pen-script',
  'neucha',
  'over-the-rainbow',
  'reenie-beanie',
  'schoolbell',
  'sedgwick-ave',
  'shadows-into-light',
  'short-stack',
  'sue-ellen-francisco',
  'swanky-and-moo-moo',
  'the-girl-next-door',
  'waiting-for-the-sunrise',
  'zeyada',
];

const screen = new Screen();
const english = await openLanguage('english');
const used = new Set<string>();

/** Draws lines into a folder; a text that was used before, by any set, is not used again. */
async function drawSet(name: string, families: readonly string[], count: number): Promise<void> {
  const fonts = await openFonts(families);
  const draw = await createDrawer();
  const random = new Random(seed, 'demo', name);
  const texts: string[] = [];
  while (texts.length < count) {
    const text = phrase(english, limits, random);
    if (!letters.test(text)) continue;
    if (!used.has(text)) texts.push(text);
    used.add(text);
  }
  await makeFolder(join(folder, 'lines', name));
  await mapConcurrently(texts, 8, async (text, index) => {
    const font = fonts[index % fonts.length] as (typeof fonts)[number];
    const path = join(folder, 'lines', name, `${font.family}_${String(index).padStart(4, '0')}`);
    const png = await encodePng(draw(text, font, look, seed));
    await writeFile(`${path}.png`, png);
    await writeFile(`${path}.gt.txt`, `${text}\n`);
    if (index % 100 === 0) screen.progress(`drawing ${name}: ${index} of ${count} lines`);
  });
  screen.line(`drew ${count} lines in ${families.length} families: ${name}`);
}

await rm(folder, { recursive: true, force: true });
await drawSet('train', trainingFamilies, counts.train);
await drawSet('validation', trainingFamilies, counts.validation);
await drawSet('unseen', unseenFamilies, counts.unseen);

const model = join(folder, 'model.onnx');
const curve: (ValidationEvent & { readonly loss: number })[] = [];
const view = new TrainScreen(screen);
const events = train({
  data: [join(folder, 'lines', 'train')],
  val: [join(folder, 'lines', 'validation')],
  out: model,
  run: join(folder, 'run'),
  spec,
  minutes,
  patience: 0,
  batchPixels: 200_000,
  learningRate: 0.004,
  warmupSteps: 50,
  augmentation: 0.5,
  seed,
});
for await (const event of events) {
  view.show(event);
  if (event.kind === 'validation' && event.loss !== undefined) curve.push({ ...event, loss: event.loss });
}

const evaluation = await evaluateModel(model, [join(folder, 'lines', 'unseen')]);
const statistics = statisticsOf(evaluation);
const images = new ImageReader();
const title = 'ductus demo: font families that the network never saw';
await writeFileAtomic(
  join(folder, 'report.html'),
  await renderReport({
    title,
    facts: [
      ['trained on', `${counts.train} drawn lines in ${trainingFamilies.length} families, ${minutes} minutes`],
      [
        'read',
        `${evaluation.lines.length} drawn lines in ${unseenFamilies.length} other families: ${unseenFamilies.join(', ')}`,
      ],
      ['network', spec],
    ],
    evaluation,
    statistics,
    curve,
    image: async ({ image }) => image && dataUri(await images.read(image), 'png'),
  }),
);

screen.line();
screen.line(
  `Reading ${evaluation.lines.length} lines in ${unseenFamilies.length} font families that were not in training:`,
);
for (const line of evaluation.lines.filter((_, index) => index % 15 === 0)) {
  screen.line(`  ${basename(line.name)}`);
  screen.line(`    is   ${line.reference}`);
  screen.line(`    read ${line.prediction}`);
}
screen.line();
screen.line(`model:  ${model}`);
screen.line(`report: ${join(folder, 'report.html')} (open it in a browser)`);
screen.line(`CER on unseen fonts: ${(100 * evaluation.characterErrorRate).toFixed(1)}%`);
