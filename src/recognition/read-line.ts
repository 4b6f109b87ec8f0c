/** A line that was read, and how its text and confidences come from what the network says of its frames. */
import type { FrameScores } from '@ductus/ctc';
import { known } from '../known.js';
import type { Model } from '../model/index.js';
import { type Alphabet, type Direction, toLogical } from '../text/index.js';
import { type Calibration, doubted, lineConfidence, tempered, wordConfidence } from './confidence.js';
import type { Decoded, Decoder } from './decoding.js';
import type { DocumentLanguage } from './document-language.js';
import { extentsOf, type LineColumns } from './extents.js';
import type { Stretch } from './ink-columns.js';

/** What parts words. */
const whiteSpace = /\s/u;

/** A character that was read. */
export interface ReadCharacter {
  readonly character: string;
  /** Where it begins and ends along the line, in pixels of the image that was given; neighbours in a word meet. */
  readonly start: number;
  readonly end: number;
  /** Probability that it is right, 0 to 1 (confidence.ts). */
  readonly confidence: number;
}

/** What stands between white space. */
export interface ReadWord {
  readonly text: string;
  /** From the first of its characters to the last, as they are seen: where its ink begins and ends along the line. */
  readonly start: number;
  readonly end: number;
  /** Probability that all of it is right, 0 to 1. */
  readonly confidence: number;
}

export interface ReadLine {
  readonly text: string;
  /**
   * The share of its characters that is expected to be right, 0 to 1; where nothing was read, the least probability of
   * the blank over its frames.
   */
  readonly confidence: number;
  /** In logical order; positions are where they are seen. */
  readonly characters: readonly ReadCharacter[];
  readonly words: readonly ReadWord[];
  /** What its document was read with, where that was found out. */
  readonly language?: DocumentLanguage;
  /** What the network said, with the option `keepScores`: ln of probabilities, [frames, classes], class 0 the blank. */
  readonly scores?: FrameScores;
}

/** Where what the network saw lies in the image that was given. */
export interface LinePlace extends LineColumns {
  /** The pixel at which a column begins, from 0 to the image's width; a whole number. */
  readonly pixelOf: (column: number) => number;
  /** Pixels of the image. */
  readonly width: number;
}

/** What a line's scores spell, without where it stands. */
export interface Spelled {
  readonly text: string;
  readonly confidence: number;
  readonly symbols: Decoded['symbols'];
  /** Of each character of the text, its symbol and the probability that it is right. */
  readonly characters: readonly { readonly character: string; readonly symbol: number; readonly confidence: number }[];
}

type ReadingModel = Pick<Model, 'alphabet' | 'metadata'>;

export function spellScores(
  line: FrameScores,
  decoder: Decoder,
  { alphabet, metadata }: ReadingModel,
  calibration: Calibration,
): Spelled {
  const { symbols, logProbability } = decoder(line);
  const { text, order } = spell(symbols, alphabet, metadata.text.direction);
  const characters = Array.from(text, (character, index) => {
    const symbol = order[index] ?? -1;
    const { confidence: sure } = known(symbols[symbol], 'the symbol of a character');
    const confidence = tempered(doubted(sure, logProbability, symbols.length), calibration.character);
    return { character, symbol, confidence };
  });
  const confidence =
    characters.length > 0
      ? lineConfidence(characters.map(({ confidence }) => confidence))
      : blankConfidence(line, calibration);
  return { text, confidence, symbols, characters };
}

/**
 * From a line's scores to its text.
 * @param place for positions in pixels. Default: they are in frames, from the scores alone
 */
export function readScores(
  line: FrameScores,
  decoder: Decoder,
  model: ReadingModel,
  calibration: Calibration,
  place?: LinePlace,
): ReadLine {
  return placed(line, spellScores(line, decoder, model, calibration), model, calibration, place);
}

/** What was spelled, with where each character stands. */
export function placed(
  line: FrameScores,
  { text, confidence, symbols, characters: spelled }: Spelled,
  model: ReadingModel,
  calibration: Calibration,
  place?: LinePlace,
): ReadLine {
  const extents = extentsOf(line, symbols, (label) => whiteSpace.test(model.alphabet.character(label)), place);
  const characters = spelled.map(({ character, symbol, confidence: sure }) => ({
    character,
    ...positionOf(known(extents[symbol], 'the extent of a character'), place),
    confidence: sure,
  }));
  return { text, confidence, characters, words: wordsOf(characters, calibration) };
}

/** In pixels, of which a character has at least one. */
function positionOf({ from, to }: Stretch, place: LinePlace | undefined): Pick<ReadCharacter, 'start' | 'end'> {
  if (!place) return { start: from, end: to };
  const start = Math.min(place.pixelOf(from), place.width - 1);
  return { start, end: Math.max(place.pixelOf(to), start + 1) };
}

/** What symbols spell, in logical order, and which symbol each character is. */
export function spell(
  symbols: readonly { readonly label: number }[],
  alphabet: Alphabet,
  direction: Direction,
): ReturnType<typeof toLogical> {
  return toLogical(symbols.map(({ label }) => alphabet.character(label)).join(''), direction);
}

/** Characters in logical order, parted at white space, with their confidences together. */
export function wordsOf(characters: readonly ReadCharacter[], calibration: Calibration): readonly ReadWord[] {
  return charactersOfWords(characters).map((word) => ({
    text: word.map(({ character }) => character).join(''),
    start: Math.min(...word.map(({ start }) => start)),
    end: Math.max(...word.map(({ end }) => end)),
    confidence: wordConfidence(
      word.map(({ confidence }) => confidence),
      calibration,
    ),
  }));
}

/** The characters of each word. */
export function charactersOfWords(characters: readonly ReadCharacter[]): readonly (readonly ReadCharacter[])[] {
  const groups: ReadCharacter[][] = [[]];
  for (const read of characters) {
    if (whiteSpace.test(read.character)) groups.push([]);
    else groups.at(-1)?.push(read);
  }
  return groups.filter(({ length }) => length > 0);
}

function blankConfidence({ logProbs, classes }: FrameScores, { character }: Calibration): number {
  let least = 0;
  for (let at = 0; at < logProbs.length; at += classes) least = Math.min(least, logProbs[at] ?? 0);
  return tempered(Math.exp(least), character);
}
