/** Ten steps of training, and a line that is read: run in Node and in a browser, which must give the same. */

import type { Sample } from '../src/dataset/index.js';
import { DuctusError } from '../src/error.js';
import { type Line, linesOf } from '../src/page/index.js';
import { PageReader, Recognizer } from '../src/recognition/index.js';
import {
  MemoryRun,
  networkFor,
  type Prepared,
  type RunConfig,
  startingWeights,
  trainLines,
  usableSamples,
} from '../src/runs/index.js';
import { decodeImage } from '../src/runtime/index.js';
import { Alphabet } from '../src/text/index.js';

/** A line as it can go into a browser. */
export interface SentLine {
  readonly text: string;
  readonly width: number;
  readonly height: number;
  /** The file's, as numbers. */
  readonly image: readonly number[];
}

export interface WebRun {
  readonly losses: readonly number[];
  /** Norms of each step. */
  readonly gradients: readonly number[];
  readonly validationErrorRate: number | undefined;
  /** Of the best model, what it reads in the first line, and its scores. */
  readonly text: string;
  readonly scores: readonly number[];
  /** Light levels of the first line. */
  readonly pixels: readonly number[];
}

/** @param model that the line is read with. Default: the one that was trained */
export async function trainAndRead(
  lines: readonly SentLine[],
  settings: RunConfig['settings'],
  model?: readonly number[],
): Promise<WebRun & { readonly model: readonly number[] }> {
  const samples = lines.map(({ image, ...line }, index): Sample => {
    const name = `line ${index}`;
    const bytes = Uint8Array.from(image);
    return { ...line, name, key: name, document: name, image: { kind: 'bytes', name, bytes } };
  });
  const alphabet = Alphabet.of(samples.map(({ text }) => text));
  const network = networkFor(settings.spec, alphabet);
  const found: Prepared = {
    training: samples.slice(2),
    copies: new Map(),
    validation: samples.slice(0, 2),
    validationSource: 'the first two',
    warnings: [],
    alphabet,
    skipped: [],
  };
  const prepared = { ...found, ...usableSamples(found, network, settings) };
  const run = new MemoryRun({
    version: '0',
    folder: '',
    data: [],
    out: '',
    alphabet: [...alphabet.characters],
    threads: 2,
    shards: 2,
    settings,
  });
  for await (const _ of trainLines(run, prepared, network, startingWeights(network, alphabet, settings.seed), {}));
  const steps = run.events.flatMap((event) => (event.kind === 'step' ? [event] : []));
  const validation = run.events.find((event) => event.kind === 'validation');
  const trained = run.model ?? new Uint8Array();
  const image = Uint8Array.from(lines[0]?.image ?? []);
  const recognizer = await Recognizer.load(model ? Uint8Array.from(model) : trained, { keepScores: true });
  try {
    const { text, scores } = await recognizer.recognize(image);
    const { data } = await decodeImage(image);
    return {
      losses: steps.map(({ loss }) => loss),
      gradients: steps.map(({ gradientNorm }) => gradientNorm),
      validationErrorRate: validation?.kind === 'validation' ? validation.validationErrorRate : undefined,
      text,
      scores: [...(scores?.logProbs ?? [])],
      pixels: [...data],
      model: [...trained],
    };
  } finally {
    await recognizer.dispose();
  }
}

/** What is thrown, as it can leave a browser. */
export async function problemOf(bytes: readonly number[]): Promise<string> {
  try {
    await decodeImage(Uint8Array.from(bytes));
    return 'none';
  } catch (error) {
    return error instanceof DuctusError ? `${error.code}: ${error.message}` : String(error);
  }
}

/** Light levels of an image. */
export async function levelsOf(bytes: readonly number[]): Promise<readonly number[]> {
  return [...(await decodeImage(Uint8Array.from(bytes))).data];
}

/** The lines of a page, found by a network (or the classical method) and read. */
export async function readWholePage(
  image: readonly number[],
  model: readonly number[],
  layout: readonly number[] | false,
): Promise<readonly Pick<Line, 'text' | 'baseline'>[]> {
  await using reader = await PageReader.load({
    model: Uint8Array.from(model),
    layout: layout && Uint8Array.from(layout),
  });
  const page = await reader.read(Uint8Array.from(image));
  return linesOf(page).map(({ text, baseline = [] }) => ({ text, baseline }));
}

Object.assign(globalThis, { trainAndRead, problemOf, levelsOf, readWholePage });
