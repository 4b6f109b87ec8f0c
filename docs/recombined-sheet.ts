/** Rows for the picture of recombined handwriting: lines of drawn hands, and other texts from pieces of them. */
import { augmentationOf, type Raster } from '../src/image/index.js';
import { Random } from '../src/random/index.js';
import { Recognizer } from '../src/recognition/index.js';
import { placeText } from '../src/recognition/node.js';
import {
  createCharacterDrawer,
  createDrawer,
  generatedTexts,
  HandCollector,
  openFonts,
  openLanguage,
  Recombiner,
} from '../src/synthesis/node.js';

const families = ['la-belle-aurore', 'caveat', 'homemade-apple', 'dawning-of-a-new-day'];
const linesOfHand = 12;
const height = 64;

/** Of each hand a line that it wrote in French, and two English ones that are set together from all of its lines. */
export async function recombinedRows(): Promise<readonly { readonly label: string; readonly raster: Raster }[]> {
  const recognizer = await Recognizer.load('packages/models/starter.onnx', { language: false, keepScores: true });
  const french = generatedTexts([await openLanguage('french')], { least: 30, most: 45 }, 1);
  const english = generatedTexts([await openLanguage('english')], { least: 26, most: 34 }, 1);
  const draw = await createDrawer();
  const look = { lineHeight: height, degradation: augmentationOf(0) };
  const collector = new HandCollector(height);
  const written = new Map<string, Raster>();
  for (const [hand, font] of (await openFonts(families)).entries()) {
    for (let n = 0; n < linesOfHand; n++) {
      const text = french(hand * linesOfHand + n);
      const raster = draw(text, font, look, n);
      const characters = placeText(recognizer, await recognizer.recognize(raster), raster, text);
      if ('reason' in characters) continue;
      collector.add({ name: `${font.family}_${n}`, document: font.family, raster, characters });
      if (!written.has(font.family)) written.set(font.family, raster);
    }
  }
  await recognizer.dispose();
  const drawer = await createCharacterDrawer(await openFonts(['patrick-hand']));
  return collector.hands().flatMap((hand, n) => {
    const recombiner = new Recombiner([hand], { texts: english, seed: new Random('sheet', n).below(1000), drawer });
    const source = written.get(hand.name);
    return [
      ...(source ? [{ label: hand.name.slice(0, 22), raster: source }] : []),
      ...[0, 1].flatMap((index) => {
        const line = recombiner.line(index);
        return line ? [{ label: 'recombined', raster: line.raster }] : [];
      }),
    ];
  });
}
