/**
 * What is to be known of a data set before one trains on it: its characters and which of them look alike, how texts are
 * written down, sizes, documents, lines that stand twice, and lines whose image can't be that of their text.
 */

import { ImageReader, imageName, type Sample } from '../dataset/index.js';
import type { Skipped } from '../formats/index.js';
import { percentiles, type Raster, scaledWidth } from '../image/index.js';
import { hash32 } from '../random/index.js';
import { decodeImage, imageProblem, mapConcurrently } from '../runtime/index.js';
import { Alphabet, dashTable, framesNeeded, quoteTable, toDisplay } from '../text/index.js';

export interface ExaminationOptions {
  /** Pixels of lines as the network has them, and frames of a line so many pixels wide. */
  readonly lineHeight: number;
  frames(width: number): number;
  /** Whether images are decoded: finds damaged, empty and equal ones. */
  readonly images: boolean;
  readonly progress?: (done: number) => void;
}

export interface CharacterFacts {
  readonly character: string;
  readonly count: number;
  /** A line that has it. */
  readonly example: Sample;
}

export interface LookAlikes {
  /** What is common to them, such as "quotes". */
  readonly kind: string;
  readonly characters: readonly CharacterFacts[];
}

export interface Quantiles {
  readonly least: number;
  readonly median: number;
  readonly most: number;
}

/** A line and what is odd about it. */
export interface Oddity {
  readonly sample: Sample;
  readonly reason: string;
  readonly detail?: string;
}

/** A sample whose image can't be read, and why. */
export interface Unreadable {
  readonly sample: Sample;
  readonly problem: Skipped;
}

export interface Examination {
  readonly lines: number;
  readonly characters: number;
  readonly documents: readonly { readonly name: string; readonly lines: number; readonly characters: number }[];
  /** The most frequent first. */
  readonly alphabet: readonly CharacterFacts[];
  readonly lookAlikes: readonly LookAlikes[];
  /** Lines that are not in NFC, or not in NFD, and could be: both at once is a mixture. */
  readonly notNfc: readonly Sample[];
  readonly notNfd: number;
  /** Runs of white space, or white space at the ends. */
  readonly untidySpace: readonly Sample[];
  readonly rightToLeft: number;
  /** Letters of both directions in one line. */
  readonly bothDirections: readonly Sample[];
  readonly imageHeights: Quantiles;
  readonly widthsAtLineHeight: Quantiles;
  readonly charactersPerLine: Quantiles;
  readonly charactersPerFrame: Quantiles;
  /** Frames that a line has for each that CTC needs; under 1 can't be learnt. */
  readonly framesPerNeededFrame: Quantiles;
  readonly infeasible: readonly Oddity[];
  /** Lines that have far more, or far fewer, characters for their width than the others. */
  readonly suspicious: readonly Oddity[];
  /** Lines whose image has nothing on it. */
  readonly empty: readonly Sample[];
  /** Lines with the same pixels. */
  readonly sameImages: readonly (readonly Sample[])[];
  /** Images that can't be decoded. */
  readonly unreadable: readonly Unreadable[];
}

/** @param samples with their texts as they stand in the files */
export async function examine(samples: readonly Sample[], options: ExaminationOptions): Promise<Examination> {
  const alphabet = factsOf(samples);
  const known = new Alphabet(alphabet.map(({ character }) => character));
  const width = (sample: Sample) => scaledWidth(sample.width, sample.height, options.lineHeight);
  const needed = new Map(samples.map((sample) => [sample, framesNeeded(known.encode(toDisplay(sample.text)))]));
  const frames = new Map(samples.map((sample) => [sample, options.frames(width(sample))]));
  const ratio = (sample: Sample) => (frames.get(sample) as number) / Math.max(1, needed.get(sample) as number);
  const pixels = options.images ? await lookAt(samples, options.progress) : nothingSeen;
  const infeasible = samples.filter((sample) => ratio(sample) < 1);
  const ratios = quantiles(samples.map((sample) => rounded(ratio(sample))));
  return {
    lines: samples.length,
    characters: samples.reduce((n, { text }) => n + [...text].length, 0),
    documents: documentsOf(samples),
    alphabet,
    lookAlikes: lookAlikes(alphabet),
    notNfc: samples.filter(({ text }) => text !== text.normalize('NFC')),
    notNfd: samples.filter(({ text }) => text !== text.normalize('NFD')).length,
    untidySpace: samples.filter(({ text }) => text !== text.trim() || /\s\s|[^\S ]/u.test(text)),
    rightToLeft: samples.filter(({ text }) => backwards.test(text)).length,
    bothDirections: samples.filter(({ text }) => backwards.test(text) && forwards.test(text)),
    imageHeights: quantiles(samples.map(({ height }) => height)),
    widthsAtLineHeight: quantiles(samples.map(width)),
    charactersPerLine: quantiles(samples.map(({ text }) => [...text].length)),
    charactersPerFrame: quantiles(
      samples.map((sample) => rounded([...sample.text].length / Math.max(1, frames.get(sample) as number))),
    ),
    framesPerNeededFrame: ratios,
    infeasible: infeasible.map((sample) => ({
      sample,
      reason: 'more text than the image has frames',
      detail: `${needed.get(sample)} needed, ${frames.get(sample)} there`,
    })),
    suspicious: suspiciousOf(samples, ratio, ratios.median),
    ...pixels,
  };
}

const backwards = /[\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}]/u;
const forwards = /[\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}]/u;

/** A line has so many times fewer, or more, frames for a character than the usual line. */
const tooFew = 2.2;
const tooMany = 4;
/** On lines of a few characters, such as page numbers, the ratio says nothing. */
const fewCharacters = 6;

function suspiciousOf(
  samples: readonly Sample[],
  ratio: (sample: Sample) => number,
  median: number,
): readonly Oddity[] {
  return samples
    .filter(({ text }) => [...text].length >= fewCharacters)
    .flatMap((sample): readonly Oddity[] => {
      const times = ratio(sample) / median;
      if (times >= 1 / tooFew && times <= tooMany) return [];
      const reason = times < 1 ? 'narrow for its text' : 'wide for its text';
      return [{ sample, reason, detail: `${times.toFixed(2)} × the usual width of a character` }];
    })
    .sort((a, b) => oddness(b) - oddness(a));

  function oddness({ sample }: Oddity): number {
    return Math.abs(Math.log(ratio(sample) / median));
  }
}

function rounded(value: number): number {
  return Math.round(100 * value) / 100;
}

function factsOf(samples: readonly Sample[]): readonly CharacterFacts[] {
  const characters = new Map<string, { character: string; count: number; example: Sample }>();
  for (const sample of samples) {
    for (const character of sample.text) {
      const facts = characters.get(character);
      if (facts) facts.count++;
      else characters.set(character, { character, count: 1, example: sample });
    }
  }
  return [...characters.values()].sort((a, b) => b.count - a.count || (a.character < b.character ? -1 : 1));
}

function documentsOf(samples: readonly Sample[]): Examination['documents'] {
  const documents = new Map<string, { name: string; lines: number; characters: number }>();
  for (const { document, text } of samples) {
    const facts = documents.get(document) ?? { name: document, lines: 0, characters: 0 };
    facts.lines++;
    facts.characters += [...text].length;
    documents.set(document, facts);
  }
  return [...documents.values()].sort((a, b) => b.lines - a.lines || (a.name < b.name ? -1 : 1));
}

/** Letters that look like Latin ones, each with the Latin one (after Unicode's confusables, UTS #39). */
const latinTwins: Readonly<Record<string, string>> = Object.fromEntries(
  [
    'АA',
    'ВB',
    'СC',
    'ЕE',
    'НH',
    'ІI',
    'ЈJ',
    'КK',
    'МM',
    'ОO',
    'РP',
    'ЅS',
    'ТT',
    'ХX',
    'УY',
    'аa',
    'сc',
    'еe',
    'іi',
    'јj',
    'оo',
    'рp',
    'ѕs',
    'хx',
    'уy',
    'ԁd',
    'һh',
    'ΑA',
    'ΒB',
    'ΕE',
    'ΖZ',
    'ΗH',
    'ΙI',
    'ΚK',
    'ΜM',
    'ΝN',
    'ΟO',
    'ΡP',
    'ΤT',
    'ΥY',
    'ΧX',
    'οo',
    'ιi',
    'νv',
    'ɡg',
    'ıi',
  ].map((pair) => {
    const [twin, latin] = [...pair] as [string, string];
    return [twin, latin];
  }),
);

function lookAlikes(alphabet: readonly CharacterFacts[]): readonly LookAlikes[] {
  const groups: readonly (readonly [kind: string, of: (character: string) => string | undefined])[] = [
    ['single quotes and apostrophes', (c) => (c === "'" || quoteTable[c] === "'" ? "'" : undefined)],
    ['double quotes', (c) => (c === '"' || quoteTable[c] === '"' ? '"' : undefined)],
    ['dashes and hyphens', (c) => (c === '-' || c === '\u00ad' || dashTable[c] ? '-' : undefined)],
    ['spaces', (c) => (/\s|[\u200b-\u200d\u2060\ufeff]/u.test(c) ? ' ' : undefined)],
    ['letters of several alphabets', (c) => latinTwins[c] ?? (/\p{Script=Latin}/u.test(c) ? c : undefined)],
    ['letters and their ligatures or forms', (c) => compatible(c)],
  ];
  return groups.flatMap(([kind, of]) => {
    const alike = new Map<string, CharacterFacts[]>();
    for (const facts of alphabet) {
      const key = of(facts.character);
      if (key !== undefined) alike.set(key, [...(alike.get(key) ?? []), facts]);
    }
    const several = [...alike.values()].filter((characters) => characters.length > 1);
    return several.map((characters) => ({ kind, characters }));
  });
}

/** What NFKC makes one character of: full-width and mathematical letters, superscripts, the long s. */
function compatible(character: string): string | undefined {
  const form = character.normalize('NFKC');
  return [...form].length === 1 && /[\p{L}\p{N}]/u.test(form) ? form : undefined;
}

type Seen = Pick<Examination, 'empty' | 'sameImages' | 'unreadable'>;
const nothingSeen: Seen = { empty: [], sameImages: [], unreadable: [] };

/** Between the first and last hundredth of all pixels; what has less, and no stroke either, has nothing on it. */
const leastContrast = 12;
/** As many dark pixels as a dot has, on a line however wide: of the paper's light so much less. */
const stroke = { pixels: 40, contrast: 36 } as const;

interface Look {
  readonly sample: Sample;
  readonly key: string;
  readonly empty: boolean;
}

async function lookAt(samples: readonly Sample[], progress: (done: number) => void = () => undefined): Promise<Seen> {
  const images = new ImageReader();
  let done = 0;
  const looks = await mapConcurrently(samples, 4, async (sample): Promise<Look | Unreadable> => {
    try {
      const raster = await decodeImage(await images.read(sample.image));
      return { sample, key: pixelKey(raster), empty: isEmpty(raster) };
    } catch (error) {
      return { sample, problem: { name: imageName(sample.image), reason: imageProblem(error) } };
    } finally {
      progress(++done);
    }
  });
  const seen = looks.filter((look) => 'key' in look);
  const byPixels = new Map<string, Sample[]>();
  for (const { key, sample } of seen) byPixels.set(key, [...(byPixels.get(key) ?? []), sample]);
  return {
    empty: seen.flatMap(({ sample, empty }) => (empty ? [sample] : [])),
    sameImages: [...byPixels.values()].filter((same) => same.length > 1),
    unreadable: looks.filter((look) => 'problem' in look),
  };
}

function isEmpty(raster: Raster): boolean {
  const share = Math.min(0.01, stroke.pixels / raster.data.length);
  const [darkest, dark, bright] = percentiles(raster, [share, 0.01, 0.99]);
  return bright - dark < leastContrast && bright - darkest < stroke.contrast;
}

/** Two 32-bit words of the pixels, and the size: enough to tell millions of lines apart. */
function pixelKey({ width, height, data }: Raster): string {
  const words = new Uint32Array(data.buffer.slice(data.byteOffset, data.byteOffset + (data.length & ~3)));
  let [a, b] = [hash32(width, height), hash32(height, width)];
  for (const word of words) {
    a = Math.imul(a ^ word, 0x01000193) >>> 0;
    b = (Math.imul(b, 31) + word) >>> 0;
  }
  return `${width}×${height} ${a} ${b} ${data[data.length - 1]}`;
}

/** Lines of one split that stand in another too: by their pixels, or by their text alone. */
export interface SharedLines {
  readonly images: readonly (readonly Sample[])[];
  /** Texts of the second split that stand in the first, with how often they do there. */
  readonly texts: readonly { readonly text: string; readonly training: number; readonly validation: number }[];
}

/** @param both the samples of both splits, examined together */
export function sharedBetween(
  training: readonly Sample[],
  validation: readonly Sample[],
  both: Examination,
): SharedLines {
  const validating = new Set(validation);
  const counts = new Map<string, number>();
  for (const { text } of training) counts.set(text, (counts.get(text) ?? 0) + 1);
  const texts = new Map<string, number>();
  for (const { text } of validation) if (counts.has(text)) texts.set(text, (texts.get(text) ?? 0) + 1);
  return {
    images: both.sameImages.filter(
      (same) => same.some((s) => validating.has(s)) && same.some((s) => !validating.has(s)),
    ),
    texts: [...texts].map(([text, n]) => ({ text, training: counts.get(text) as number, validation: n })),
  };
}

export function quantiles(values: readonly number[]): Quantiles {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (share: number) => sorted[Math.round(share * (sorted.length - 1))] ?? 0;
  return { least: at(0), median: at(0.5), most: at(1) };
}
