/** Words and characters of drawn pages: how well the boxes of what a model reads fit those that they were drawn in. */
import { greedyDecode } from '@ductus/ctc';
import { augmentationOf, cutLine, placeOnPage, type Raster, scaledWidth } from '../src/image/index.js';
import { known } from '../src/known.js';
import { uncalibrated } from '../src/model/index.js';
import { type Line, lineSpacing, linesOf, type Point } from '../src/page/index.js';
import { Random } from '../src/random/index.js';
import {
  charactersOfWords,
  greedy,
  type ReadCharacter,
  type ReadLine,
  type Recognizer,
  readScores,
} from '../src/recognition/index.js';
import { openCanvases } from '../src/synthesis/draw.js';
import { createPageDrawer } from '../src/synthesis/draw-page.js';
import { openFonts } from '../src/synthesis/node.js';
import { alignUnits } from '../src/text/index.js';

/** In the languages of the starter model. */
const sentences = [
  'Je vous remercie de votre lettre du 14 juillet, qui nous a fait grand plaisir.',
  'Monsieur le Préfet, nous avons reçu votre réponse et nous la lirons demain.',
  'La commune de Saint-Denis demande un nouveau pont sur la rivière.',
  'Mon cher ami, il fait très beau ici et les enfants jouent dans le jardin.',
  'Le conseil a décidé que les travaux seront terminés avant la fin de novembre.',
  'The boats on the coast were painted blue and white every spring.',
  'Dear Mrs Stanford, your kind letter came this morning with the books.',
  'He left the house at seven, and nobody saw him until the next day.',
];

/** From where to where something reaches along the baseline of its line, in pixels of the page. */
interface Reach {
  readonly from: number;
  readonly to: number;
}

interface TrueWord extends Reach {
  readonly text: string;
  readonly characters: readonly Reach[];
}

export interface DrawnLine {
  /** Cut out of its page. */
  readonly raster: Raster;
  readonly words: readonly TrueWord[];
  /** From a column of the raster to the place along the baseline. */
  along(column: number): number;
}

export interface PageToDraw {
  readonly family: string;
  readonly seed: number;
  /** Of what befalls the sheet: 0 leaves ink on paper. */
  readonly strength: number;
  /** Pixels. */
  readonly width: number;
  readonly height: number;
}

/** The lines of a page that is drawn in a font. */
export async function drawnLines({ family, seed, strength, width, height }: PageToDraw): Promise<readonly DrawnLine[]> {
  const font = known((await openFonts([family]))[0], 'a font');
  const texts = sentences.filter((text) => font.covers(text.replaceAll(' ', '')));
  const random = new Random('boxes', seed);
  const draw = await createPageDrawer();
  const look = { width, height, degradation: augmentationOf(strength) };
  const { raster, page } = draw(() => random.pick(texts), font, look, 'page.png', seed);
  const canvases = await openCanvases();
  const context = canvases.measuring(canvases.face(font, emPixels));
  const spacing = known(lineSpacing(page), 'the distance between lines');
  return linesOf(page).map((line) => lineOf(line, raster, spacing, (text) => context.measureText(text).width));
}

const emPixels = 100;

function lineOf(line: Line, page: Raster, spacing: number, widthOf: (text: string) => number): DrawnLine {
  const { polygon = [], baseline = [], words = [] } = line;
  const shape = { polygon, baseline, spacing };
  const raster = cutLine(page, shape, shape);
  const place = placeOnPage(shape, shape);
  const level = levelled(baseline);
  return {
    raster,
    words: words.map(({ text, polygon: outline = [] }, index) => {
      const [begin, end] = baseline.slice(2 * index, 2 * index + 2).map((point) => level(point)[0]);
      return trueWord(text, outline.map(level), [begin ?? 0, end ?? 0], widthOf);
    }),
    along: (column) => level(place(column, raster.height / 2))[0],
  };
}

/** To coordinates along a line's baseline, and across it. */
function levelled(baseline: readonly Point[]): (point: Point) => Point {
  const [x0, y0] = known(baseline[0], 'the beginning of a baseline');
  const [x1, y1] = known(baseline.at(-1), 'the end of a baseline');
  const angle = Math.atan2(y1 - y0, x1 - x0);
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  return ([x, y]) => [(x - x0) * cos + (y - y0) * sin, (y - y0) * cos - (x - x0) * sin];
}

/** Half of the height of small letters, in em: where a slanted character is measured. */
const middleOfLetters = 0.25;

/**
 * A character has its share of the word's length, moved with the word's slant.
 * @param corners of the word's outline, from the upper left one on to the lower left one
 * @param length where it begins and ends on the baseline
 */
function trueWord(
  text: string,
  corners: readonly Point[],
  [begin, end]: readonly [number, number],
  widthOf: (text: string) => number,
): TrueWord {
  const [topLeft, top] = known(corners.at(0), 'the upper left corner');
  const [bottomLeft, bottom] = known(corners.at(-1), 'the lower left corner');
  const letters = [...text];
  const whole = widthOf(text);
  const em = ((end - begin) / whole) * emPixels;
  const shift = ((topLeft - bottomLeft) / (bottom - top)) * middleOfLetters * em;
  const borders = letters.map((_, i) => widthOf(letters.slice(0, i).join('')) / whole).concat(1);
  const across = corners.map(([x]) => x);
  return {
    text,
    from: Math.min(...across),
    to: Math.max(...across),
    characters: letters.map((_, i) => ({
      from: begin + shift + (borders[i] ?? 0) * (end - begin),
      to: begin + shift + (borders[i + 1] ?? 1) * (end - begin),
    })),
  };
}

/** Where characters of a line are, in pixels of its raster. */
type Way = (read: ReadLine, raster: Raster, recognizer: Recognizer) => readonly ReadCharacter[];

function pixelsPerFrame(raster: Raster, { model: { network } }: Recognizer): number {
  return (raster.width / scaledWidth(raster.width, raster.height, network.height)) * network.stride;
}

/** Neighbours meet in the middle between their peaks; the first and the last reach out as far as they reach in. */
const peaks: Way = ({ scores }, raster, recognizer) => {
  const scale = pixelsPerFrame(raster, recognizer);
  const symbols = scores ? greedyDecode(scores).symbols : [];
  return symbols.map(({ label, start, end, confidence }, i) => {
    const [before, after] = [symbols[i - 1], symbols[i + 1]];
    const middle = (start + end) / 2;
    const left = before && (before.end + start) / 2;
    const right = after && (end + after.start) / 2;
    return {
      character: recognizer.alphabet.character(label),
      start: scale * (left ?? Math.max(0, 2 * middle - (right ?? end))),
      end: scale * (right ?? 2 * middle - (left ?? start)),
      confidence,
    };
  });
};

const occupancies: Way = ({ scores }, raster, recognizer) => {
  const scale = pixelsPerFrame(raster, recognizer);
  const { characters } = readScores(known(scores, 'scores'), greedy, recognizer.model, uncalibrated);
  return characters.map((read) => ({ ...read, start: scale * read.start, end: scale * read.end }));
};

/** Ways to say where characters are, the one that is in use last. */
export const ways: Readonly<Record<string, Way>> = {
  'peaks of the best path': peaks,
  'occupancies of the text': occupancies,
  'occupancies and ink': ({ characters }) => characters,
};

/** Means of intersection over union along the baseline, 0 to 1; and of how far boxes begin and end too late, in line heights. */
export interface Fit {
  /** Of words that were read right. */
  readonly words: number;
  /** Of all words, 0 for one that no word that was read stands for. */
  readonly allWords: number;
  /** Of characters in words that were read right. */
  readonly characters: number;
  readonly begin: number;
  readonly end: number;
  /** Share of the words that were read right. */
  readonly right: number;
}

/**
 * Reads lines, and compares the boxes that each way gives with those that were drawn.
 * @param recognizer one that keeps scores and has no language
 */
export async function fitOfBoxes(
  recognizer: Recognizer,
  lines: readonly DrawnLine[],
): Promise<ReadonlyMap<string, Fit>> {
  const pairs = new Map<string, Pair[]>(Object.keys(ways).map((name) => [name, []]));
  for (const line of lines) {
    const read = await recognizer.recognize(line.raster);
    for (const [name, way] of Object.entries(ways)) {
      pairs.get(name)?.push(...pairsOf(line, way(read, line.raster, recognizer)));
    }
  }
  return new Map([...pairs].map(([name, compared]) => [name, fitOf(compared)]));
}

/** A word with what was read for it. */
interface Pair {
  readonly height: number;
  readonly word: TrueWord;
  readonly read: (Reach & { readonly characters: readonly Reach[]; readonly isRight: boolean }) | undefined;
}

function pairsOf({ words, raster, along }: DrawnLine, characters: readonly ReadCharacter[]): readonly Pair[] {
  const groups = charactersOfWords(characters).map((group) => ({
    text: group.map(({ character }) => character).join(''),
    characters: group.map(({ start, end }) => ({ from: along(start), to: along(end) })),
  }));
  const steps = alignUnits(
    words.map(({ text }) => text),
    groups.map(({ text }) => text),
  );
  let [drawn, seen] = [0, 0];
  return steps.flatMap(({ kind }): readonly Pair[] => {
    const word = kind === 'insert' ? undefined : words[drawn++];
    const group = kind === 'delete' ? undefined : groups[seen++];
    if (!word) return [];
    if (!group) return [{ height: raster.height, word, read: undefined }];
    const from = Math.min(...group.characters.map((reach) => reach.from));
    const to = Math.max(...group.characters.map((reach) => reach.to));
    return [{ height: raster.height, word, read: { ...group, from, to, isRight: kind === 'equal' } }];
  });
}

function fitOf(pairs: readonly Pair[]): Fit {
  const right = pairs.flatMap(({ word, read, height }) => (read?.isRight ? [{ word, read, height }] : []));
  return {
    words: mean(right.map(({ word, read }) => overlap(word, read))),
    allWords: mean(pairs.map(({ word, read }) => (read ? overlap(word, read) : 0))),
    characters: mean(
      right.flatMap(({ word, read }) =>
        word.characters.map((reach, i) => overlap(reach, known(read.characters[i], 'a character'))),
      ),
    ),
    begin: mean(right.map(({ word, read, height }) => (read.from - word.from) / height)),
    end: mean(right.map(({ word, read, height }) => (read.to - word.to) / height)),
    right: right.length / pairs.length,
  };
}

function overlap(a: Reach, b: Reach): number {
  const shared = Math.max(0, Math.min(a.to, b.to) - Math.max(a.from, b.from));
  return shared / (a.to - a.from + b.to - b.from - shared);
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
