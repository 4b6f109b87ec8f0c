/** Reading with a list of words: beam search that writes no other, and the nearest word to what was read. */
import { alignLabels, ctcLoss, type DecodedSymbol, type FrameScores, greedyDecode, type Scorer } from '@ductus/ctc';
import { known } from '../known.js';
import { type ClassTexts, textOf } from './classes.js';
import { PrefixTree } from './prefix-tree.js';

export interface LexiconScorerOptions {
  /**
   * The characters that words are made of. What is none of them may stand anywhere between words, and so may signs that some
   * words have: with `peut-être` in the list `vois-tu` is two words with a hyphen between them.
   */
  readonly wordCharacters: Iterable<string>;
}

const letter = /[\p{L}\p{M}\p{N}]/u;

/** The place in the tree of the word being written; the root between words. */
type LexiconState = PrefixTree;

/** Allows only texts whose words are in the list. */
export function lexiconScorer(
  words: Iterable<string>,
  classes: ClassTexts,
  { wordCharacters }: LexiconScorerOptions,
): Scorer<LexiconState> {
  const root = PrefixTree.of(words);
  const inWords = new Set(wordCharacters);
  const whole = (node: PrefixTree) => node === root || node.word !== undefined;
  return {
    start: root,
    extend(node, label) {
      const text = textOf(classes, label);
      const longer = inWords.has(text) ? node.children.get(text) : undefined;
      if (longer || (inWords.has(text) && letter.test(text))) return longer;
      return whole(node) ? root : undefined;
    },
    score: () => 0,
    finalScore: (node) => (whole(node) ? 0 : Number.NEGATIVE_INFINITY),
  };
}

export interface LexiconMatch {
  readonly word: string;
  /** ln P(word | line). */
  readonly logProbability: number;
  /** Frames by the word's best path, with the largest probability of each letter in its frames. */
  readonly symbols: readonly DecodedSymbol[];
}

/**
 * Reads a line that is one word of a list: of the words within an edit distance of the greedy text, the most probable
 * one (Scheidl 2018, lexicon search).
 *
 * @param tolerance edits, 0 and more. Default: 4
 * @returns `undefined` when no word is near enough, or none fits the frames
 */
export function lexiconSearch(
  options: FrameScores,
  texts: ClassTexts,
  lexicon: PrefixTree,
  tolerance = 4,
): LexiconMatch | undefined {
  const { logProbs, classes, blankIndex = 0 } = options;
  const read = greedyDecode(options).symbols.map(({ label }) => textOf(texts, label));
  const labelOf = new Map(texts.map((text, label) => [text, label]));
  const frames = options.frames ?? logProbs.length / classes;
  let best: { readonly word: string; readonly labels: readonly number[]; readonly logProbability: number } | undefined;
  for (const word of wordsWithin(lexicon, read, tolerance)) {
    const labels = [...word].map((character) => labelOf.get(character));
    if (!labels.every((label) => label !== undefined)) continue;
    const shape = [1, logProbs.length / classes, classes] as const;
    const { loss } = ctcLoss({ logits: logProbs, shape, labels: [labels], logitLength: [frames], blankIndex });
    const logProbability = -known(loss[0], "the word's loss");
    if (logProbability > (best?.logProbability ?? Number.NEGATIVE_INFINITY)) best = { word, labels, logProbability };
  }
  if (!best) return undefined;
  const { word, labels, logProbability } = best;
  return { word, logProbability, symbols: alignLabels({ ...options, labels }).symbols };
}

/** Words within `tolerance` edits of a text: the edit distance's rows along the tree, given up where all are too far. */
export function wordsWithin(tree: PrefixTree, text: readonly string[], tolerance: number): readonly string[] {
  const words: string[] = [];
  const visit = (node: PrefixTree, row: readonly number[]): void => {
    if (node.word !== undefined && known(row.at(-1), 'the cost of the whole text') <= tolerance) words.push(node.word);
    for (const [letter, child] of node.children) {
      const next = nextRow(row, text, letter);
      if (Math.min(...next) <= tolerance) visit(child, next);
    }
  };
  visit(
    tree,
    Array.from({ length: text.length + 1 }, (_, j) => j),
  );
  return words;
}

/** Costs of each beginning of the text, [n + 1], for a word that has one letter more. */
function nextRow(row: readonly number[], text: readonly string[], letter: string): readonly number[] {
  const next: number[] = [];
  // Nothing comes before the first cell.
  let [left, diagonal] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
  for (const above of row) {
    const change = diagonal + (text[next.length - 1] === letter ? 0 : 1);
    left = Math.min(change, above + 1, left + 1);
    diagonal = above;
    next.push(left);
  }
  return next;
}
