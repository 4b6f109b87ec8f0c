/**
 * Word beam search (Scheidl, Fiel and Sablatnig 2018): words of a list only, anything between them, and the words'
 * probabilities by one or two before. Ranks are (P(text by the words))^(1 / number of words) · P(line).
 */
import { type BeamResult, beamSearch, type FrameScores, type Scorer } from '@ductus/ctc';
import { type ClassTexts, textOf } from './classes.js';
import { PrefixTree } from './prefix-tree.js';

/**
 * `words`: a word is allowed or not. `nGrams`: finished words are weighed. `nGramsForecast`: words being written are
 * weighed too, by the sum over all words that they can become.
 */
export type WordBeamMode = 'words' | 'nGrams' | 'nGramsForecast';

export interface WordBeamSearchOptions extends FrameScores {
  readonly mode?: WordBeamMode | undefined;
  /** Default: 25. */
  readonly beamWidth?: number | undefined;
  readonly nBest?: number | undefined;
}

export interface WordBeamResult extends BeamResult {
  /** The labels' text. A last word that can become only one is written to its end. */
  readonly text: string;
}

/** Words of a text with how often they stand there, and stand after one another. */
export class WordStatistics {
  readonly tree: PrefixTree;
  private readonly counts = new Map<string, number>();
  private readonly pairs = new Map<string, Map<string, number>>();
  private readonly total: number;

  /**
   * @param corpus words are its longest runs of `wordCharacters`
   * @param smoothing k added to each pair's count, 0 and more. Default: 0, pairs that are not in the text can't be
   */
  constructor(
    corpus: string,
    readonly wordCharacters: ReadonlySet<string>,
    private readonly smoothing = 0,
  ) {
    const words = runs(corpus, wordCharacters);
    this.total = words.length;
    words.forEach((word, i) => {
      this.counts.set(word, (this.counts.get(word) ?? 0) + 1);
      const after = words[i + 1];
      if (after === undefined) return;
      const followers = this.pairs.get(word) ?? new Map<string, number>();
      followers.set(after, (followers.get(after) ?? 0) + 1);
      this.pairs.set(word, followers);
    });
    this.tree = PrefixTree.of(this.counts.keys());
  }

  /** P(word), 0 for one that is not in the text. */
  unigram(word: string): number {
    return (this.counts.get(word) ?? 0) / this.total;
  }

  /** P(word | before) = (c(before, word) + k) / (c(before) + k · V), 0 where one of them is not in the text. */
  bigram(before: string, word: string): number {
    const count = this.counts.get(before);
    if (count === undefined || !this.counts.has(word)) return 0;
    const pair = this.pairs.get(before)?.get(word) ?? 0;
    return (pair + this.smoothing) / (count + this.smoothing * this.counts.size);
  }
}

function runs(text: string, characters: ReadonlySet<string>): readonly string[] {
  const words: string[] = [];
  let word = '';
  for (const character of [...text, '']) {
    if (characters.has(character)) {
      word += character;
    } else if (word !== '') {
      words.push(word);
      word = '';
    }
  }
  return words;
}

interface State {
  readonly node: PrefixTree;
  /** The word being written. */
  readonly partial: string;
  readonly previous: string | undefined;
  /** Finished words, and Π of their probabilities (ln). */
  readonly words: number;
  readonly finished: number;
  readonly score: number;
}

/** The scorer of word beam search, for `beamSearch` with other options. */
export function wordBeamScorer(statistics: WordStatistics, texts: ClassTexts, mode: WordBeamMode): Scorer<State> {
  const { tree, wordCharacters } = statistics;
  const probability = (previous: string | undefined, word: string) =>
    previous === undefined ? statistics.unigram(word) : statistics.bigram(previous, word);
  const forecast = (node: PrefixTree, previous: string | undefined): number => {
    let sum = 0;
    for (const word of node.words()) sum += probability(previous, word);
    return Math.min(1, sum);
  };
  return {
    start: { node: tree, partial: '', previous: undefined, words: 0, finished: 0, score: 0 },
    extend(state, label) {
      const text = textOf(texts, label);
      const { node, partial, previous, words, finished, score } = state;
      if (wordCharacters.has(text)) {
        const child = node.children.get(text);
        if (!child) return undefined;
        const grown = { ...state, node: child, partial: partial + text };
        if (mode !== 'nGramsForecast') return grown;
        return { ...grown, score: (finished + Math.log(forecast(child, previous))) / (words + 1) };
      }
      if (partial === '') return state;
      if (node.word === undefined) return undefined;
      const sum = mode === 'words' ? 0 : finished + Math.log(probability(previous, partial));
      return {
        node: tree,
        partial: '',
        previous: partial,
        words: words + 1,
        finished: sum,
        score: mode === 'words' ? score : sum / (words + 1),
      };
    },
    score: ({ score }) => score,
  };
}

/** @throws RangeError when frames, the blank or an option don't fit, or a valid frame holds NaN */
export function wordBeamSearch(
  options: WordBeamSearchOptions,
  statistics: WordStatistics,
  texts: ClassTexts,
): readonly WordBeamResult[] {
  const { mode = 'words', ...rest } = options;
  const results = beamSearch({ ...rest, scorer: wordBeamScorer(statistics, texts, mode) });
  return results.map((result) => ({ ...result, text: completed(result.labels, statistics, texts) }));
}

function completed(labels: readonly number[], { tree, wordCharacters }: WordStatistics, texts: ClassTexts): string {
  const text = labels.map((label) => textOf(texts, label));
  const start = text.findLastIndex((character) => !wordCharacters.has(character)) + 1;
  const partial = text.slice(start).join('');
  const possible = partial === '' ? [] : [...(tree.find(partial)?.words() ?? [])];
  return text.slice(0, start).join('') + (possible.length === 1 ? possible[0] : partial);
}
