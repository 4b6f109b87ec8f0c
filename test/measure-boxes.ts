/** npm run boxes [-- MODEL…]: how well boxes of words and characters on drawn pages fit, by each way to make them. */
import { Recognizer, starterModel } from '../src/index.js';
import { type DrawnLine, drawnLines, fitOfBoxes } from './boxes.js';

/** Letters apart and joined, upright and slanted, broad and narrow. */
const families = [
  'patrick-hand',
  'kalam',
  'caveat',
  'shadows-into-light',
  'homemade-apple',
  'marck-script',
  'dawning-of-a-new-day',
  'la-belle-aurore',
];
const size = { width: 1600, height: 900 };

const models = process.argv.length > 2 ? process.argv.slice(2) : [starterModel(), starterModel('int8')];
for (const strength of [0, 1]) {
  const lines: DrawnLine[] = [];
  for (const [seed, family] of families.entries())
    lines.push(...(await drawnLines({ family, seed, strength, ...size })));
  for (const model of models) {
    await using recognizer = await Recognizer.load(model, { language: false, keepScores: true });
    const fits = await fitOfBoxes(recognizer, lines);
    const [any] = fits.values();
    const sheet = strength === 0 ? 'clean sheets' : 'stained, ruled and noisy sheets';
    console.log(`\n${model}, ${lines.length} lines on ${sheet}, ${percent(any?.right ?? 0)} of the words right`);
    console.log('mean IoU along the baseline   words  all words  characters  begins  ends (line heights too late)');
    for (const [way, { words, allWords, characters, begin, end }] of fits) {
      const figures = [words, allWords, characters].map((value) => value.toFixed(3));
      const edges = [begin, end].map((value) => value.toFixed(2));
      console.log([way.padEnd(28), ...figures, ...edges].join('  '));
    }
  }
}

function percent(share: number): string {
  return `${(100 * share).toFixed(0)}%`;
}
