/** Runs the cases that other libraries' tests and programs gave (format golden-ctc/1), each against its tolerance. */

import { alignLabels, beamSearch, collapseRepeated, ctcLoss, greedyDecode, logSoftmax } from '@ductus/ctc';
import { expect } from 'vitest';
import { known } from '../src/known.js';
import {
  lexiconSearch,
  PrefixTree,
  parseArpa,
  type WordBeamMode,
  WordStatistics,
  wordBeamSearch,
  wordScorer,
} from '../src/language/index.js';
import { characterEdits, errorRate, wordEdits } from '../src/text/index.js';

type Numbers = readonly (number | string)[];
type Matrix = readonly Numbers[];

type Words = readonly string[];
type Rows = readonly number[][];

/** What a case gives, all fields of all operations: those of its own are there. */
interface Inputs {
  /** [T, K], of some operations [B, T, K] or [T, B, K]. */
  readonly logits?: Matrix | readonly Matrix[];
  readonly probs?: Matrix | readonly Matrix[];
  readonly logits_btk?: readonly Matrix[];
  readonly matrix_of?: string;
  /** Classes of each line, or the texts of the classes. */
  readonly labels: Rows | Words;
  readonly chars?: string;
  readonly logit_length: readonly number[];
  readonly seq_length: readonly number[];
  readonly seq_len: readonly number[];
  readonly corpus: string;
  readonly words: Words;
  readonly word_chars: string;
  readonly k: number | string;
  readonly arpa: string;
  readonly path: readonly number[];
  readonly pairs: readonly (readonly [string, string])[];
  readonly cases: readonly (readonly [string[], string])[];
}

interface Options {
  readonly blank: number;
  readonly merge_repeated: boolean;
  readonly ctc_merge_repeated: boolean;
  readonly preprocess_collapse_repeated: boolean;
  readonly beam_width?: number;
  readonly top_paths: number;
  readonly lm_factor: number;
  readonly tolerance: number;
  readonly mode: string;
  readonly lm_smoothing: number;
  readonly lm: boolean;
  readonly alpha: number;
  readonly unigrams: string[] | null;
  readonly unk_score_offset: number;
  readonly hotwords: string[];
  readonly hotword_weight: number;
  readonly token_min_logp?: number;
  readonly beam_prune_logp?: number;
  readonly prune_history?: boolean;
}

interface Expected {
  readonly loss?: Numbers;
  readonly loss_zero_infinity?: Numbers;
  readonly probability?: Numbers;
  readonly grad?: readonly Matrix[];
  readonly grad_zero_infinity: readonly Matrix[];
  readonly grad_prefix_flat?: Numbers;
  readonly grad_zero?: boolean;
  readonly sum: number;
  readonly torch_mean: number;
  readonly mean_batch: number;
  readonly labels: Rows;
  readonly seq_length: readonly number[];
  readonly decoded?: Rows;
  readonly starts?: Rows;
  readonly neg_sum_logits?: Numbers;
  readonly paths: readonly Rows[];
  readonly log_prob?: readonly Numbers[];
  readonly greedy?: readonly number[];
  /** Of each line, or of the one line. */
  readonly text?: string | Words;
  readonly second_text?: string;
  readonly worst_text?: string;
  readonly n_beams?: number;
  readonly logit_score?: number;
  readonly lm_score?: number;
  readonly frames?: unknown;
  readonly worst_frames?: unknown;
  readonly unigram: Readonly<Record<string, number>>;
  readonly bigram: Readonly<Record<string, number>>;
  readonly next_chars: Readonly<Record<string, string>>;
  readonly next_words: Readonly<Record<string, Words>>;
  readonly is_word: Readonly<Record<string, boolean>>;
  readonly cer: Numbers;
  readonly wer: Numbers;
  readonly matches: readonly Words[];
  readonly tokens: readonly number[];
  readonly timesteps: readonly number[];
}

export interface GoldenCase {
  readonly id: string;
  readonly source: string;
  readonly op: string;
  readonly inputs: Inputs;
  readonly options: Options;
  readonly expected: Expected;
  readonly tolerance: number;
}

/** Cases that ductus does not reproduce, and why not. */
export const excused: Readonly<Record<string, string>> = {
  'tf-unique_labels': 'TensorFlow internal: a helper for TPUs',
  'tf-dense_to_sparse': 'TensorFlow internal: a conversion to its own tensor type',
  'tf-state_to_olabel': 'TensorFlow internal: the layout of its state sums',
  'keras-losses-CTC': 'the label contains the blank, which is an error here',
  'label-contains-blank': 'the label contains the blank, which is an error here',
  'tf-beam-cc-dictionary': 'TensorFlow internal: a scorer interface of its C++ library',
  'tf-beam-cc-label-selection-default': 'TensorFlow internal: an option of its C++ library',
  'tf-beam-cc-label-selection-size2': 'TensorFlow internal: an option of its C++ library',
  'tf-beam-cc-label-selection-width2': 'TensorFlow internal: an option of its C++ library',
  'tf-beam-cc-label-selection-size2+width2': 'TensorFlow internal: an option of its C++ library',
  'tf-beam-cc-label-selection-size4+width3.3001': 'TensorFlow internal: an option of its C++ library',
  'pyctc-bpe': 'byte-pair tokens are not for handwriting',
  'pyctc-stateful-nolm': 'stateful decoding of a stream in parts',
  'pyctc-stateful-lm': 'stateful decoding of a stream in parts',
  'parlance-beam-lm': 'a lexicon as a finite-state transducer, from a file that is not among the cases',
};

const number = (value: number | string) => (typeof value === 'string' ? Number(value) : value);
const flat = (matrix: Matrix) => Float64Array.from(matrix.flat(), number);
const logs = (matrix: Matrix) => flat(matrix).map(Math.log);

type Run = (golden: GoldenCase, matrixOf: (id: string) => GoldenCase) => void;

/** The scores of the first item, [T, K], as logits or ln of probabilities. */
function scores({ inputs, op }: GoldenCase, matrixOf: (id: string) => GoldenCase): Matrix {
  if (inputs.matrix_of) return scores(matrixOf(inputs.matrix_of), matrixOf);
  const values = known(inputs.logits_btk ?? inputs.logits ?? inputs.probs, 'scores');
  const matrix =
    op === 'ctc_loss' && isBatch(values) ? values.map(([item]) => known(item, 'an item')) : firstOf(values);
  const probabilities = !inputs.logits_btk && !inputs.logits;
  return probabilities ? matrix.map((frame) => frame.map((p) => Math.log(number(p)))) : matrix;
}

function isBatch(values: Matrix | readonly Matrix[]): values is readonly Matrix[] {
  return Array.isArray(values[0]?.[0]);
}

/** The matrix itself, or the first of several. */
function firstOf(values: Matrix | readonly Matrix[] | undefined): Matrix {
  const scores = known(values, 'scores');
  return isBatch(scores) ? known(scores[0], 'an item') : scores;
}

function line(golden: GoldenCase, matrixOf: (id: string) => GoldenCase) {
  const matrix = scores(golden, matrixOf);
  const classes = (matrix[0] as Numbers).length;
  return { logProbs: logSoftmax(flat(matrix), classes), classes, blankIndex: golden.options.blank as number };
}

const texts = ({ inputs }: GoldenCase): string[] => [...(inputs.chars ?? (inputs.labels as Words))];

function close(actual: ArrayLike<number>, expected: ArrayLike<number | string>, tolerance: number, what: string) {
  expect(actual.length, what).toBe(expected.length);
  for (let i = 0; i < expected.length; i++) {
    const wanted = number(expected[i] as number | string);
    const got = actual[i] as number;
    if (!Number.isFinite(wanted)) expect(got, what).toBe(wanted);
    else expect(Math.abs(got - wanted), `${what} ${i}: ${got}, expected ${wanted}`).toBeLessThanOrEqual(tolerance);
  }
}

function lossOptions({ inputs, options }: GoldenCase) {
  const timeMajor = inputs.logits as readonly Matrix[];
  const [time, batch, classes] = [timeMajor.length, timeMajor[0]?.length ?? 0, timeMajor[0]?.[0]?.length ?? 0];
  return {
    logits: Float64Array.from(timeMajor.flat(2), number),
    shape: [time, batch, classes] as const,
    logitsTimeMajor: true,
    labels: inputs.labels as readonly number[][],
    logitLength: inputs.logit_length as number[],
    blankIndex: options.blank as number,
  };
}

const ctcLossCase: Run = (golden) => {
  const { expected } = golden;
  const options = lossOptions(golden);
  // Six digits of probabilities stand for the logits of these.
  const tolerance = golden.id === 'tf-testBasic' ? 1e-5 : golden.tolerance;
  const { loss, gradient } = ctcLoss({ ...options, gradient: true });
  if (expected.loss) close(loss, expected.loss, tolerance, 'loss');
  if (expected.probability)
    close(
      loss.map((l) => Math.exp(-l)),
      expected.probability,
      1e-12,
      'probability',
    );
  if (expected.grad) close(gradient as Float64Array, expected.grad.flat(2), Math.max(tolerance, 1e-6), 'gradient');
  if (expected.grad_prefix_flat) {
    const prefix = (gradient as Float64Array).subarray(0, expected.grad_prefix_flat.length);
    close(prefix, expected.grad_prefix_flat, tolerance, 'gradient');
  }
  if (expected.grad_zero) expect(gradient?.every((g) => g === 0)).toBe(true);
  const reductions = { sum: 'sum', torch_mean: 'labelMean', mean_batch: 'batchMean' } as const;
  for (const name of ['sum', 'torch_mean', 'mean_batch'] as const) {
    const reduction = reductions[name];
    if (name in expected) close(ctcLoss({ ...options, reduction }).loss, [expected[name]], tolerance, name);
  }
  if (expected.loss_zero_infinity) {
    const zeroed = ctcLoss({ ...options, gradient: true, zeroInfinity: true });
    close(zeroed.loss, expected.loss_zero_infinity, 0, 'loss with zeroInfinity');
    close(zeroed.gradient as Float64Array, expected.grad_zero_infinity.flat(2), 0, 'gradient with zeroInfinity');
  }
};

const ctcLossV1: Run = (golden) => {
  const { loss } = ctcLoss({
    ...lossOptions(golden),
    mergeRepeated: golden.options.ctc_merge_repeated,
    preprocessCollapseRepeated: golden.options.preprocess_collapse_repeated,
  });
  close(loss, known(golden.expected.loss, 'the loss'), golden.tolerance, 'loss');
};

const collapse: Run = ({ inputs, expected }) => {
  const rows = (inputs.labels as number[][]).map((row, i) => collapseRepeated(row.slice(0, inputs.seq_length[i])));
  expect(rows.map((row) => row.length)).toEqual(expected.seq_length);
  expect(rows).toEqual(rows.map((row, i) => expected.labels[i]?.slice(0, row.length)));
};

const greedy: Run = (golden, matrixOf) => {
  const { inputs, options, expected, tolerance } = golden;
  const items = (inputs.logits_btk ?? inputs.probs ?? [scores(golden, matrixOf)]) as readonly Matrix[];
  items.forEach((matrix, i) => {
    const { symbols, logProbability } = greedyDecode({
      logProbs: inputs.probs ? logs(matrix) : flat(matrix),
      classes: (matrix[0] as Numbers).length,
      frames: inputs.seq_len[i],
      blankIndex: options.blank,
      mergeRepeated: options.merge_repeated,
    });
    const labels = symbols.map(({ label }) => label);
    if (expected.decoded) expect(labels).toEqual(expected.decoded[i]);
    if (expected.text) expect(labels.map((label) => texts(golden)[label]).join('')).toBe(expected.text[i]);
    if (expected.starts) expect(symbols.map(({ start }) => start)).toEqual(expected.starts[i]);
    if (expected.neg_sum_logits) {
      close([-logProbability], [known(expected.neg_sum_logits[i], 'the score')], tolerance, 'score');
    }
  });
};

const beamTensorFlow: Run = ({ inputs, options, expected, tolerance }) => {
  const items = (inputs.logits_btk ?? inputs.probs) as readonly Matrix[];
  items.forEach((matrix, i) => {
    const input = {
      logProbs: inputs.probs ? logs(matrix) : flat(matrix),
      classes: (matrix[0] as Numbers).length,
      frames: inputs.seq_len[i],
      blankIndex: options.blank,
    };
    const { beam_width: beamWidth, top_paths: nBest } = options;
    const results = beamSearch({ ...input, mode: 'tensorflow', beamWidth, nBest });
    expect(results.map(({ labels }) => labels)).toEqual(expected.paths[i]);
    // TensorFlow's float32.
    if (expected.log_prob)
      close(
        results.map(({ logProbability }) => logProbability),
        known(expected.log_prob[i], 'the scores'),
        Math.max(tolerance, 2e-6),
        'score',
      );
    if (expected.greedy) expect(greedyDecode(input).symbols.map(({ label }) => label)).toEqual(expected.greedy);
  });
};

const beamPrefix: Run = (golden, matrixOf) => {
  const [best] = beamSearch({ ...line(golden, matrixOf), beamWidth: golden.options.beam_width ?? 1000 });
  expect(best?.labels.map((label) => texts(golden)[label]).join('')).toBe(golden.expected.text);
};

/** A bigram of letters weighed 0.01, over the length of the text at the end. */
const beamCharacterModel: Run = (golden, matrixOf) => {
  const characters = texts(golden);
  const pairs = bigrams(golden.inputs.corpus, characters);
  const weight = golden.options.lm_factor as number;
  const [best] = beamSearch<{ last: number; sum: number; length: number }>({
    ...line(golden, matrixOf),
    beamWidth: golden.options.beam_width,
    scorer: {
      start: { last: -1, sum: 0, length: 0 },
      extend: ({ last, sum, length }, label) => {
        const p = last < 0 ? 1 / characters.length : pairs(characters[last] as string, characters[label] as string);
        return { last: label, sum: sum + weight * Math.log(p), length: length + 1 };
      },
      score: ({ sum }) => sum,
      finalScore: ({ sum, length }) => sum / Math.max(1, length),
    },
  });
  expect(best?.labels.map((label) => characters[label]).join('')).toBe(golden.expected.text);
};

/** p(b | a) among the pairs of neighbours that are both in the alphabet. */
function bigrams(corpus: string, characters: readonly string[]): (a: string, b: string) => number {
  const letters = [...corpus].map((c) => (characters.includes(c) ? c : undefined));
  const lines = letters.flatMap((b, i) => {
    const a = letters[i - 1];
    return a !== undefined && b !== undefined ? [[a, b]] : [];
  });
  return (a, b) => {
    const from = lines.filter(([first]) => first === a);
    return from.length === 0 ? 0 : from.filter(([, second]) => second === b).length / from.length;
  };
}

const tokenPassing: Run = (golden, matrixOf) => {
  const words = golden.inputs.words as string[];
  const letters = texts(golden).filter((text) => /\p{L}/u.test(text));
  const statistics = new WordStatistics(words.join('\n'), new Set(letters));
  const [best] = wordBeamSearch({ ...line(golden, matrixOf), beamWidth: 100 }, statistics, texts(golden));
  expect(best?.text).toBe(golden.expected.text);
};

const lexicon: Run = (golden, matrixOf) => {
  const tree = PrefixTree.of(golden.inputs.words);
  const match = lexiconSearch(line(golden, matrixOf), texts(golden), tree, golden.options.tolerance);
  expect(match?.word).toBe(golden.expected.text);
};

const wordBeam: Run = (golden, matrixOf) => {
  const { corpus, word_chars } = golden.inputs;
  const { mode, lm_smoothing, beam_width } = golden.options;
  const modes: Record<string, WordBeamMode> = { Words: 'words', NGrams: 'nGrams', NGramsForecast: 'nGramsForecast' };
  const statistics = new WordStatistics(corpus, new Set(word_chars), lm_smoothing);
  const options = { ...line(golden, matrixOf), beamWidth: beam_width, mode: modes[mode] };
  const [best] = wordBeamSearch(options, statistics, texts(golden));
  expect(best?.text).toBe(golden.expected.text);
};

const wordModel: Run = ({ inputs, expected, tolerance }) => {
  const statistics = new WordStatistics(inputs.corpus, new Set(inputs.word_chars), Number(inputs.k));
  for (const [word, p] of Object.entries(expected.unigram)) {
    close([statistics.unigram(word)], [p as number], tolerance, word);
  }
  for (const [pair, p] of Object.entries(expected.bigram)) {
    const [a, b] = pair.split(' ') as [string, string];
    close([statistics.bigram(a, b)], [p as number], tolerance, pair);
  }
};

const prefixTree: Run = ({ inputs, expected }) => {
  const tree = PrefixTree.of(inputs.words);
  for (const [prefix, letters] of Object.entries(expected.next_chars)) {
    expect([...(tree.find(prefix)?.children.keys() ?? [])].sort().join('')).toBe(letters);
  }
  for (const [prefix, words] of Object.entries(expected.next_words)) {
    expect([...(tree.find(prefix)?.words() ?? [])]).toEqual(words);
  }
  for (const [word, is] of Object.entries(expected.is_word)) expect(tree.find(word)?.word === word).toBe(is);
};

const metrics: Run = ({ inputs, expected, tolerance }) => {
  const pairs = (inputs.pairs as [string, string][]).map(([reference, prediction]) => ({ reference, prediction }));
  const upTo = (i: number) => pairs.slice(0, i + 1);
  close(
    pairs.map((_, i) => errorRate(upTo(i).map(characterEdits))),
    expected.cer,
    tolerance,
    'CER',
  );
  close(
    pairs.map((_, i) => errorRate(upTo(i).map(wordEdits))),
    expected.wer,
    tolerance,
    'WER',
  );
};

const characterBigram: Run = ({ inputs, expected, tolerance }) => {
  const p = bigrams(inputs.corpus, [...known(inputs.chars, 'the characters')]);
  for (const [pair, value] of Object.entries(expected.bigram)) {
    close([p(pair[0] as string, pair[1] as string)], [value as number], tolerance, pair);
  }
};

const timesteps: Run = ({ inputs, options, expected }) => {
  const logProbs = Float64Array.from(
    (inputs.path as number[]).flatMap((best) => [0, 1, 2, 3].map((k) => (k === best ? 0 : -9))),
  );
  const input = { logProbs, classes: 4, blankIndex: options.blank };
  for (const symbols of [greedyDecode(input).symbols, alignLabels({ ...input, labels: expected.tokens }).symbols]) {
    expect(symbols.map(({ label }) => label)).toEqual(expected.tokens);
    expect(symbols.map(({ start }) => start)).toEqual(expected.timesteps);
  }
};

/** The bonus that hot words give to a finished text, in words. */
const hotWordPattern: Run = ({ inputs, expected }) => {
  (inputs.cases as [string[], string][]).forEach(([hotWords, text], i) => {
    const characters = [...new Set(text)];
    const scorer = wordScorer(undefined, characters, { hotWords, hotWordWeight: 1 });
    let state = scorer.start;
    for (const character of text) state = scorer.extend(state, characters.indexOf(character)) as typeof state;
    expect(scorer.finalScore?.(state)).toBe(expected.matches[i]?.length);
  });
};

const pyctcdecode: Run = (golden) => {
  const { inputs, options, expected, tolerance } = golden;
  const texts = inputs.labels as string[];
  const classes = texts.length;
  // Probabilities are clipped and not normalised again, as there.
  const floor = Math.log(1e-15);
  const logProbs = inputs.probs
    ? flat(firstOf(inputs.probs)).map((p) => Math.log(Math.min(1, Math.max(1e-15, p))))
    : logSoftmax(flat(firstOf(inputs.logits)), classes).map((score) => Math.max(floor, score));
  const model = options.lm ? parseArpa(inputs.arpa) : undefined;
  const scorer = wordScorer(model, texts, {
    alpha: options.alpha,
    vocabulary: options.unigrams ?? undefined,
    unknownOffset: options.unk_score_offset,
    hotWords: options.hotwords,
    hotWordWeight: options.hotword_weight,
  });
  const results = beamSearch({
    logProbs,
    classes,
    blankIndex: texts.indexOf(''),
    beamWidth: 100,
    nBest: 100,
    tokenThreshold: options.token_min_logp ?? -5,
    beamThreshold: -(options.beam_prune_logp ?? -10),
    scorer,
    recombine: options.prune_history ?? false,
  });
  const read = results.map((result) => ({ ...result, words: wordsOf(result.symbols, texts) }));
  const textOf = (n: number) =>
    read
      .at(n)
      ?.words.map(([word]) => word)
      .join(' ');
  if (expected.text) expect(textOf(0)).toBe(expected.text);
  if (expected.second_text) expect(textOf(1)).toBe(expected.second_text);
  if (expected.worst_text) expect(textOf(-1)).toBe(expected.worst_text);
  if (expected.n_beams) expect(results.length).toBe(expected.n_beams);
  if (expected.logit_score) close([read[0]?.logProbability ?? 0], [expected.logit_score], tolerance, 'logit score');
  if (expected.lm_score) close([read[0]?.score ?? 0], [expected.lm_score], tolerance, 'score');
  if (expected.frames) expect(read[0]?.words).toEqual(expected.frames);
  if (expected.worst_frames) expect(read.at(-1)?.words).toEqual(expected.worst_frames);
};

type WordFrames = [word: string, frames: [start: number, end: number]];

function wordsOf(symbols: readonly { label: number; start: number; end: number }[], texts: readonly string[]) {
  const words: WordFrames[] = [];
  let open = false;
  for (const { label, start, end } of symbols) {
    const text = texts[label] as string;
    if (text === ' ') {
      open = false;
    } else if (open) {
      const [word, frames] = words.at(-1) as WordFrames;
      words[words.length - 1] = [word + text, [frames[0], end]];
    } else {
      words.push([text, [start, end]]);
      open = true;
    }
  }
  return words;
}

export const runs: Readonly<Record<string, Run>> = {
  ctc_loss: ctcLossCase,
  ctc_loss_v1: ctcLossV1,
  collapse_repeated: collapse,
  greedy,
  beam_tf: beamTensorFlow,
  beam_prefix: beamPrefix,
  prefix_search: beamPrefix,
  prefix_search_heuristic_split: beamPrefix,
  beam_prefix_charlm: beamCharacterModel,
  token_passing: tokenPassing,
  lexicon_search: lexicon,
  char_bigram: characterBigram,
  word_beam: wordBeam,
  word_lm: wordModel,
  prefix_tree: prefixTree,
  metrics,
  hotword_pattern: hotWordPattern,
  timesteps,
  pyctcdecode,
};
