/** From a line's scores to its symbols: the best path, or a beam search that a language model and a list of words guide. */
import { beamSearch, type DecodedSymbol, type FrameScores, greedyDecode, type Scorer } from '@ductus/ctc';
import { bothScorers, characterScorer, lexiconScorer, type NGramModel, wordScorer } from '../language/index.js';
import { type Alphabet, applyRules, type TextRules, toDisplay, usualRules } from '../text/index.js';

export type Decoder = (line: FrameScores) => readonly DecodedSymbol[];

export const greedy: Decoder = (line) => greedyDecode(line).symbols;

/** What is likely in the language of a document. */
export interface Language {
  /** Of characters or of words. */
  readonly model?: NGramModel | undefined;
  /** The only words that may be written. */
  readonly lexicon?: readonly string[] | undefined;
}

export interface LanguageWeights {
  /** Weight of the model's logarithms beside the network's, 0 and more. */
  readonly weight: number;
  /** ln bonus for each character, or for each word of a model of words, against the shorter texts that models prefer. */
  readonly bonus: number;
  /** Texts that are followed at a time, 1 and more. */
  readonly beam: number;
}

/** Before they are tuned on a document's own lines. */
export const usualWeights: Readonly<Record<'character' | 'word', LanguageWeights>> = {
  character: { weight: 0.5, bonus: 1, beam: 32 },
  word: { weight: 0.5, bonus: 1.5, beam: 32 },
};

/**
 * Classes that a frame gives less than this (ln) are not looked at, nor texts that score so much less than the best.
 * Wider ones, −9 and 14, took three times as long on copiste-fr and gave the same texts.
 */
const [tokenThreshold, beamThreshold] = [-7, 10];

/** Whether a model's tokens are characters or words. */
export function unitOf(model: NGramModel): 'character' | 'word' {
  for (const token of model.vocabulary) {
    if (!/^<\/?(s|unk)>$/i.test(token) && [...token].length > 1) return 'word';
  }
  return 'character';
}

/**
 * A decoder for one alphabet. Without a model and words it is a beam search over the network's scores alone. A line of
 * which the search finds no text in the words of the list is read without it.
 *
 * @param rules how the network's texts are written down: the list's words are put into the same form and order
 */
export function languageDecoder(
  { model, lexicon }: Language,
  { weight, bonus, beam }: LanguageWeights,
  alphabet: Alphabet,
  rules: TextRules = usualRules,
): Decoder {
  const texts = ['', ...alphabet.characters];
  const options = { alpha: weight, beta: bonus };
  const byModel =
    model &&
    (unitOf(model) === 'character' ? characterScorer(model, texts, options) : wordScorer(model, texts, options));
  const search = (line: FrameScores, scorer: Scorer<unknown> | undefined, limits: { tokenThreshold?: number }) =>
    beamSearch<unknown>({ ...line, ...limits, beamWidth: beam, beamThreshold, scorer })[0]?.symbols;
  const freely = (line: FrameScores) =>
    search(line, byModel as Scorer<unknown> | undefined, { tokenThreshold }) ?? greedy(line);
  if (!lexicon) return freely;
  const words = lexicon.map((word) => toDisplay(applyRules(word, rules), rules.direction));
  const byWords = lexiconScorer(words, texts, { wordCharacters: words.join('') });
  const scorer = byModel ? bothScorers<unknown, unknown>(byModel, byWords) : byWords;
  // What the list allows may be what the network thinks least likely, so every class is looked at.
  return (line) => search(line, scorer as Scorer<unknown>, {}) ?? freely(line);
}
