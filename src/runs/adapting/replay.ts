/** Lines that a model knows, to be learnt beside what is new so that nothing is forgotten: named ones, or drawn ones. */
import type { Sample } from '../../dataset/index.js';
import { openDataset } from '../../dataset/node.js';
import { aboutOptions } from '../../error.js';
import type { Skipped } from '../../formats/index.js';
import { augmentationOf } from '../../image/index.js';
import { Random } from '../../random/index.js';
import {
  generatedTexts,
  handwritingFamilies,
  openFonts,
  openLanguage,
  SynthesisError,
  synthesiseLines,
} from '../../synthesis/node.js';
import { type Alphabet, applyRules, type TextRules } from '../../text/index.js';
import { TrainingError } from '../../training/index.js';
import type { AdaptingSettings } from './adapt-options.js';

/** Lines to learn, and others to see by whether they are still read. */
export interface Replay {
  readonly replay: readonly Sample[];
  readonly check: readonly Sample[];
  /** How often an epoch has each line to learn. */
  readonly copies: number;
  /** Where they come from, in words. */
  readonly source: string;
  readonly skipped: readonly Skipped[];
}

export interface ReplayOptions {
  /** Lines to learn. */
  readonly count: number;
  /** Lines with texts to take them from. Default: they are drawn. */
  readonly data: readonly string[] | undefined;
  readonly languages: AdaptingSettings['languages'];
  readonly alphabet: Alphabet;
  readonly text: TextRules;
  readonly seed: number;
  readonly threads: number;
}

/** Lines that are only looked at; more would take more time than they tell. */
const checkLines = 50;

export const noReplay: Replay = { replay: [], check: [], copies: 1, source: 'none', skipped: [] };

/** @throws TrainingError where nothing can be drawn; DataError for `data` */
export async function replayOf(options: ReplayOptions): Promise<Replay> {
  if (options.count === 0) return noReplay;
  return options.data === undefined ? drawn(options) : named(options, options.data);
}

async function named({ count, text, seed, alphabet }: ReplayOptions, data: readonly string[]): Promise<Replay> {
  const { samples, skipped } = await openDataset(data, { text });
  const isKnown = (sample: Sample) => alphabet.missing(sample.text).length === 0;
  const shuffled = new Random(seed, 'replay').shuffle(samples.filter(isKnown));
  // Of few lines most are needed to learn from.
  const check = shuffled.slice(0, Math.min(checkLines, Math.floor(shuffled.length / 5)));
  const replay = shuffled.slice(check.length, check.length + count);
  const [first] = replay;
  if (!first) {
    throw new TrainingError(
      `adapt: \`replay\` ${data.join(' ')}: no line whose characters the model writes. Give lines that it knows, or leave it out: then they are drawn`,
      aboutOptions('replay'),
    );
  }
  const copies = Math.max(1, Math.round(count / replay.length));
  const unknown = samples
    .filter((sample) => !isKnown(sample))
    .map(({ name, text }) => ({ name, reason: 'characters that the model does not write', detail: text }));
  return { replay, check, copies, source: data.join(' '), skipped: [...skipped, ...unknown] };
}

async function drawn(options: ReplayOptions): Promise<Replay> {
  const { count, seed, languages, alphabet } = options;
  try {
    const synthesis = synthesiseLines({
      texts: textsFor(await Promise.all(languages.map(openLanguage)), options),
      fonts: await openFonts(handwritingFamilies),
      count: count + checkLines,
      seed,
      threads: options.threads,
      look: { lineHeight: drawnHeight, degradation: augmentationOf({ columns: 0, rows: 0 }) },
    });
    const samples: Sample[] = [];
    for await (const { name, text, bytes, width, height } of synthesis.drawn) {
      if (text === '' || alphabet.missing(text).length > 0) continue;
      samples.push({ name, key: name, document: name, text, width, height, image: { kind: 'bytes', name, bytes } });
    }
    const check = samples.slice(count);
    const source = `drawn in ${languages.join(' and ')} (seed ${seed})`;
    return { replay: samples.slice(0, count), check, copies: 1, source, skipped: [] };
  } catch (cause) {
    if (!(cause instanceof SynthesisError)) throw cause;
    throw new TrainingError(
      `adapt: lines that the model knows can't be drawn; ${cause.message}, or name some by \`replay\`, or do without by \`replayShare\` 0`,
      { code: cause.code, details: { ...cause.details, options: ['replay', 'replayShare'] }, cause },
    );
  }
}

/** Pixels: what networks see lines at is about this or less. */
const drawnHeight = 64;

/** Made-up texts, of which nothing is left that the model can't write. */
function textsFor(languages: Parameters<typeof generatedTexts>[0], { seed, alphabet, text }: ReplayOptions) {
  const texts = generatedTexts(languages, { least: 15, most: 60 }, seed);
  return (index: number) => {
    const written = applyRules(texts(index), text);
    const unknown = new Set(alphabet.missing(written));
    return applyRules([...written].filter((character) => !unknown.has(character)).join(''), text);
  };
}
