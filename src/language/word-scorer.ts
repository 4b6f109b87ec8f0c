/**
 * Words for beam search, as pyctcdecode weighs them: a word n-gram model at the end of each word, a penalty while no
 * known word begins so, and a bonus for words that are expected (names, say).
 */
import type { Scorer } from '@ductus/ctc';
import { type ClassTexts, textOf } from './classes.js';
import { PrefixTree } from './prefix-tree.js';
import { sentenceEnd, type TokenModel } from './token-model.js';

export interface WordScorerOptions {
  /** Weight of the model's logarithms. Default: 0.5. */
  readonly alpha?: number | undefined;
  /** ln bonus for each word, against the fewer words that a model prefers. Default: 1.5. */
  readonly beta?: number | undefined;
  /** log10 added for a word that is not in the vocabulary, and ln while a word can't become one. Default: −10. */
  readonly unknownOffset?: number | undefined;
  /** Known words. Default: the model's. */
  readonly vocabulary?: Iterable<string> | undefined;
  /** Whether the beginning and the end of the line count as such. Default: true. */
  readonly boundary?: boolean | undefined;
  /** Expected words; of several words each counts by itself. Default: none. */
  readonly hotWords?: readonly string[] | undefined;
  /** ln bonus for each; while one is being written, the part that is there. Default: 10. */
  readonly hotWordWeight?: number | undefined;
  /** What parts words. Default: a space. */
  readonly space?: string | undefined;
}

interface WordState {
  readonly context: unknown;
  /** Of the words that are finished. */
  readonly score: number;
  /** The last finished words, as many as the model looks at, and one at least. */
  readonly history: readonly string[];
  /** The word being written, and its place in the trees while it has one. */
  readonly partial: string;
  readonly known: PrefixTree | undefined;
  readonly hot: PrefixTree | undefined;
}

/** From here on a word that is not known costs more with each letter (pyctcdecode's AVG_TOKEN_LEN). */
const usualLength = 6;

/** @param model a word n-gram model; without one only hot words count */
export function wordScorer(
  model: TokenModel | undefined,
  classes: ClassTexts,
  options: WordScorerOptions = {},
): Scorer<WordState> {
  const { alpha = 0.5, beta = 1.5, unknownOffset = -10, boundary = true, hotWordWeight = 10, space = ' ' } = options;
  const vocabulary = model && new Set(options.vocabulary ?? model.vocabulary);
  const knownWords = PrefixTree.of(vocabulary ?? []);
  const hotWords = PrefixTree.of((options.hotWords ?? []).flatMap((phrase) => phrase.split(/\s+/).filter(Boolean)));
  const remembered = Math.max(1, (model?.order ?? 1) - 1);

  const partialScore = ({ partial, known, hot }: WordState): number => {
    if (partial === '') return 0;
    const length = [...partial].length;
    if (hot) return (hotWordWeight * length) / (length + hot.lettersToShortest);
    if (!model || known) return 0;
    return length > usualLength ? (unknownOffset * length) / usualLength : unknownOffset;
  };

  /** The state with its last word finished. */
  const closed = (state: WordState, atEnd: boolean): WordState => {
    const { context, score, history, partial, hot } = state;
    if (partial === '' && !atEnd) return state;
    let sum = 0;
    let after = context;
    if (partial !== '') {
      sum += hot?.word === partial ? hotWordWeight : 0;
      if (model) {
        const next = model.next(context, partial);
        after = next.context;
        const unknown = !vocabulary?.has(partial) || !model.has(partial);
        sum += alpha * Math.LN10 * (next.logProb + (unknown ? unknownOffset : 0)) + beta;
      }
    }
    if (atEnd && model && boundary) sum += alpha * Math.LN10 * model.next(after, sentenceEnd).logProb;
    const words = partial === '' ? history : [...history, partial].slice(-remembered);
    return { context: after, score: score + sum, history: words, partial: '', known: knownWords, hot: hotWords };
  };

  return {
    start: {
      context: model?.start(boundary) ?? [],
      score: 0,
      history: [],
      partial: '',
      known: knownWords,
      hot: hotWords,
    },
    extend(state, label) {
      const text = textOf(classes, label);
      if (text === space) return closed(state, false);
      return {
        ...state,
        partial: state.partial + text,
        known: state.known?.find(text),
        hot: state.hot?.find(text),
      };
    },
    score: (state) => state.score + partialScore(state),
    finalScore: (state) => closed(state, true).score,
    history: ({ history, partial }) => [...history, partial].join('\u0001'),
  };
}
