/** From a line's scores to its symbols: the best path, or a beam search that a language model and a list of words guide. */
import { beamSearch, type DecodedSymbol, type FrameScores, greedyDecode, type Scorer } from '@ductus/ctc';
import {
  bothScorers,
  characterScorer,
  lexiconScorer,
  mixedScorer,
  type SharedModel,
  type TokenModel,
  wordScorer,
} from '../language/index.js';
import type { Model } from '../model/index.js';
import type { Network } from '../network/index.js';
import { type Alphabet, applyRules, type TextRules, toDisplay, usualRules } from '../text/index.js';
import type { Calibration } from './confidence.js';
import type { NamedModel } from './document-language.js';

/** What a line's scores spell. */
export interface Decoded {
  readonly symbols: readonly DecodedSymbol[];
  /** ln of what the network alone gives it: of the best path, or of all paths that a beam search followed. */
  readonly logProbability: number;
}

export type Decoder = (line: FrameScores) => Decoded;

export const greedy: Decoder = greedyDecode;

/** What is likely in the language of a document. */
export interface Language {
  /** Of characters or of words. */
  readonly model?: TokenModel | undefined;
  /** Of these each document has its own, or several, instead of `model`. */
  readonly languages?: readonly NamedModel[] | undefined;
  /** Models of characters together, instead of `model`. */
  readonly mixture?: readonly SharedModel[] | undefined;
  /** The only words that may be written. */
  readonly lexicon?: readonly string[] | undefined;
}

export interface LanguageWeights {
  /** Weight of the model's logarithms beside the network's, 0 and more. */
  readonly weight: number;
  /** ln bonus for each character, or for each word of a model of words, against the shorter texts that models prefer. */
  readonly bonus: number;
  /** Texts that are followed at a time, 1 to `mostBeam`. */
  readonly beam: number;
  /** Temperatures of what is read so. Default: the model's, which were found without a language. */
  readonly calibration?: Calibration | undefined;
}

/** Time and memory go with it, and texts no longer change: 64 is what the starter was tuned with. */
export const mostBeam = 4096;

/** Before they are tuned on a document's own lines. */
export const usualWeights: Readonly<Record<'character' | 'word', LanguageWeights>> = {
  character: { weight: 0.5, bonus: 1, beam: 32 },
  word: { weight: 0.5, bonus: 1.5, beam: 32 },
};

/**
 * Classes that a frame gives less than this (ln) are not looked at, nor texts that score so much less than the best.
 * Wider ones, −9 and 14, took three times as long on copiste-fr and gave the same texts; 10 for 8 a quarter longer.
 */
const usualLimits = { tokenThreshold: -7, beamThreshold: 8 };
/** What a list of words allows may be what the network thinks least likely: every class is looked at, and more texts. */
const lexiconLimits = { tokenThreshold: Number.NEGATIVE_INFINITY, beamThreshold: 10 };

/**
 * What the search may write, and where: nothing but the blank in frames that are further than `reach` from the next frame
 * whose best class is a character. A language's bonus for each character would else fill paper, which the network is never
 * quite sure of, with words.
 *
 * @param reach frames; see `reachOf`
 */
function nearInk({ logProbs, classes, frames = logProbs.length / classes }: FrameScores, reach: number): FrameScores {
  const open = new Uint8Array(frames);
  for (let frame = 0; frame < frames; frame++) {
    if (isBlank(logProbs, frame * classes, classes)) continue;
    open.fill(1, Math.max(0, frame - reach), Math.min(frames, frame + reach + 1));
  }
  const allowed = scratch(frames * classes);
  allowed.set(logProbs.subarray(0, frames * classes));
  for (let frame = 0; frame < frames; frame++) {
    if (!open[frame]) allowed.fill(Number.NEGATIVE_INFINITY, frame * classes + 1, (frame + 1) * classes);
  }
  return { logProbs: allowed, classes, frames };
}

/** Whether no class is more probable than the blank. */
function isBlank(logProbs: FrameScores['logProbs'], at: number, classes: number): boolean {
  const blank = logProbs[at] ?? Number.NaN;
  for (let k = at + 1; k < at + classes; k++) if ((logProbs[k] ?? Number.NaN) > blank) return false;
  return true;
}

let scratchScores = new Float32Array();

/** Memory for the scores of one search, which is over before the next one begins. */
function scratch(length: number): Float32Array {
  if (scratchScores.length < length) scratchScores = new Float32Array(length);
  return scratchScores.subarray(0, length);
}

/** Frames of a line's height, about three letters (docs/experiments.md, "Paper without text"). */
export function reachOf({ height, stride }: Pick<Network, 'height' | 'stride'>): number {
  return Math.max(1, Math.round(height / stride));
}

/** Whether a model's tokens are characters or words. */
export function unitOf(model: TokenModel): 'character' | 'word' {
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
 * @param reach frames from the next in which the network sees a character that may have one too. Default: no limit
 * @throws RangeError for a beam that is no whole number from 1 to `mostBeam`
 */
export function languageDecoder(
  { model, mixture = [], lexicon }: Language,
  { weight, bonus, beam }: LanguageWeights,
  alphabet: Alphabet,
  { rules = usualRules, reach = Number.POSITIVE_INFINITY }: { rules?: TextRules; reach?: number } = {},
): Decoder {
  if (!Number.isInteger(beam) || beam < 1 || beam > mostBeam) {
    throw new RangeError(`beam: must be a whole number from 1 to ${mostBeam}, got ${beam}`);
  }
  const texts = ['', ...alphabet.characters];
  const byModel = modelScorer(mixture.length === 1 ? mixture[0]?.model : model, mixture, texts, weight, bonus);
  const search = (line: FrameScores, scorer: Scorer<unknown> | undefined, limits: typeof usualLimits) => {
    const shown = reach === Number.POSITIVE_INFINITY ? line : nearInk(line, reach);
    const [best] = beamSearch<unknown>({ ...shown, ...limits, beamWidth: beam, scorer });
    return best && scorer ? { ...best, symbols: weighed(line, best.symbols, scorer) } : best;
  };
  const freely = (line: FrameScores) =>
    search(line, byModel as Scorer<unknown> | undefined, usualLimits) ?? greedy(line);
  if (!lexicon) return freely;
  const words = lexicon.map((word) => toDisplay(applyRules(word, rules), rules.direction));
  const byWords = lexiconScorer(words, texts, { wordCharacters: words.join('') });
  const scorer = byModel ? bothScorers<unknown, unknown>(byWords, byModel) : byWords;
  return (line) => search(line, scorer as Scorer<unknown>, lexiconLimits) ?? freely(line);
}

function modelScorer(
  model: TokenModel | undefined,
  mixture: readonly SharedModel[],
  texts: readonly string[],
  alpha: number,
  beta: number,
) {
  if (mixture.length > 1) return mixedScorer(mixture, texts, { alpha, beta });
  if (!model) return undefined;
  return unitOf(model) === 'character'
    ? characterScorer(model, texts, { alpha, beta })
    : wordScorer(model, texts, { alpha, beta });
}

/** The decoder of a model's scores in a language. */
export function decoderFor(
  { alphabet, metadata, network }: Pick<Model, 'alphabet' | 'metadata' | 'network'>,
  language: Language,
  weights: LanguageWeights,
): Decoder {
  return languageDecoder(language, weights, alphabet, { rules: metadata.text, reach: reachOf(network) });
}

/** So many of the symbols that follow have a say in a symbol's confidence: what models of characters usually look at. */
const symbolsAhead = 5;

/**
 * Symbols with confidences that count what the language says: of the classes at a symbol's surest frame, the share of its
 * own, each class weighed by the scorer's worth of the text with it in this place, a few symbols further.
 */
function weighed(
  { logProbs, classes }: FrameScores,
  symbols: readonly DecodedSymbol[],
  scorer: Scorer<unknown>,
): readonly DecodedSymbol[] {
  const worth = (frame: number, label: number) => logProbs[frame * classes + label] ?? Number.NaN;
  const scoreAfter = (from: unknown, index: number) => {
    const ahead = symbols.slice(index + 1, index + 1 + symbolsAhead);
    let state: unknown = from;
    for (const { label } of ahead) {
      if (state === undefined) break;
      state = scorer.extend(state, label);
    }
    if (state === undefined) return Number.NEGATIVE_INFINITY;
    const isEnd = index + symbolsAhead >= symbols.length - 1;
    return isEnd && scorer.finalScore ? scorer.finalScore(state) : scorer.score(state);
  };
  let state = scorer.start;
  return symbols.map((symbol, index) => {
    const { label, start, end } = symbol;
    let peak = start;
    for (let frame = start + 1; frame < end; frame++) if (worth(frame, label) > worth(peak, label)) peak = frame;
    const after = scorer.extend(state, label);
    const score = worth(peak, label) + scoreAfter(after, index);
    const [before, next] = [symbols[index - 1], symbols[index + 1]];
    const touching = [before?.end === start ? before.label : 0, next?.start === end ? next.label : 0];
    let odds = 0;
    for (let rival = 0; rival < classes; rival++) {
      if (rival === label || worth(peak, rival) < worth(peak, label) + usualLimits.tokenThreshold) continue;
      // A blank leaves the symbol out; so does the label of a symbol without a blank between, since equal neighbours are one.
      const instead = rival === 0 || touching.includes(rival) ? state : scorer.extend(state, rival);
      odds += Math.exp(worth(peak, rival) + scoreAfter(instead, index) - score);
    }
    state = after;
    return { ...symbol, confidence: 1 / (1 + odds) };
  });
}
