/** The lines of pages without texts that it would help most to transcribe next. */
import { checkPaths, Loader } from '../../dataset/index.js';
import { linePlace, openDataset } from '../../dataset/node.js';
import type { Skipped } from '../../formats/index.js';
import type { DetectOptions, LineFinder } from '../../layout/index.js';
import type { Box } from '../../page/index.js';
import { type Language, type LanguageWeights, type ReadOptions, Recognizer } from '../../recognition/index.js';
import { findDocuments, type LineOfDocument, linesOfDocuments, readLanguageBeside } from '../../recognition/node.js';
import { coreCount } from '../../runtime/index.js';
import { expectedRate } from './choose-sure.js';
import { type ExpectedErrors, expectedErrors } from './expected-errors.js';
import { rankLines } from './rank-lines.js';
import { readViews } from './views.js';

export interface SuggestOptions extends ReadOptions, DetectOptions {
  /** Lines that are wanted. Default: 50. */
  readonly count?: number | undefined;
  /** Lines with texts already, as `openDataset` takes them: they are left out. */
  readonly labelled?: readonly string[] | undefined;
  /** How often each line is read distorted too. Default: 2. */
  readonly views?: number | undefined;
  /** Decides the distortions. Default: 1. */
  readonly seed?: number | undefined;
  /** Threads to compute with. Default: one for each core. */
  readonly threads?: number | undefined;
  /** A language to read in; `false`: none. Default: what lies beside the model. */
  readonly language?: (Language & LanguageWeights) | false | undefined;
  /** Every image without a description is a line, or a page. Default: its shape decides. */
  readonly lines?: boolean | undefined;
  readonly pages?: boolean | undefined;
  /** Finds the lines of pages that nothing describes; whoever gives it disposes of it. Default: as `openLineFinder` opens it. */
  readonly finder?: LineFinder | undefined;
  /** Told how many of so many documents are read. */
  readonly progress?: ((done: number, all: number) => void) | undefined;
}

/** A line to transcribe. */
export interface SuggestedLine {
  /** Of an image of a line its file; of a page what describes it, or its image (`file.pdf#3`). */
  readonly path: string;
  /** Of a page: the line's id there, or its number where it has none; and the box around it, in pixels of the page's image. */
  readonly id?: string;
  readonly box?: Box;
  readonly document: string;
  /** What is read there. */
  readonly text: string;
  /** Errors that are expected in it, and as a share of its characters. */
  readonly errors: number;
  readonly errorRate: number;
  /** What it adds to those before it, as a share of what the first one is worth. */
  readonly worth: number;
}

export interface Suggestion {
  /** The most useful first. */
  readonly suggested: readonly SuggestedLine[];
  /** Lines that were read, and what is expected to be wrong of all of them. */
  readonly lines: number;
  readonly expectedErrorRate: number;
  readonly skipped: readonly Skipped[];
  readonly notes: readonly string[];
}

/** As strong as adapting distorts what it reads. */
const viewStrength = 0.5;
const usual = { count: 50, views: 2, seed: 1 };

/**
 * Reads pages and lines, and ranks the lines by what their texts would teach: many expected errors, in pairs of characters that
 * are not in lines before them; no copies, and not all of one document (rank-lines.ts).
 *
 * @param model path or bytes of a model
 * @param data pages and images of lines, as `findDocuments` takes them; their texts, where they have some, are not looked at
 * @throws ModelError, LanguageError, DataError for what they name; the signal's reason
 */
export async function suggestLines(
  model: string | Uint8Array,
  data: readonly string[],
  options: SuggestOptions = {},
): Promise<Suggestion> {
  checkPaths('suggestLines: data', data);
  const { count = usual.count, labelled, lines, pages, threads = coreCount(), signal } = options;
  const { documents, notes } = await findDocuments(data, { lines, pages, signal });
  const known = labelled ? (await openDataset(labelled, { text: 'raw' })).samples : [];
  const language = options.language ?? (typeof model === 'string' ? await readLanguageBeside(model) : undefined);
  const recognizer = await Recognizer.load(model, { threads, language: false, keepScores: Boolean(language) });
  const loader = new Loader(Math.max(1, threads - 1));
  const places = new Set(known.map(({ image }) => linePlace(image)));
  try {
    const { judged, skipped } = await judge({ ...options, threads }, documents, places, {
      recognizer,
      loader,
      language: language || undefined,
    });
    const ranked = rankLines(judged, count);
    return {
      suggested: ranked.map(({ line, errors, worth }) => suggested(line, errors, worth)),
      lines: judged.length,
      expectedErrorRate: expectedRate(judged.map(({ expected }) => expected)),
      skipped,
      notes,
    };
  } finally {
    await Promise.all([recognizer.dispose(), loader.dispose()]);
  }
}

interface Judged {
  readonly line: LineOfDocument;
  readonly document: string;
  readonly expected: ExpectedErrors;
}

interface Reader {
  readonly recognizer: Recognizer;
  readonly loader: Loader;
  readonly language: (Language & LanguageWeights) | undefined;
}

async function judge(
  { views = usual.views, seed = usual.seed, signal, progress, ...options }: SuggestOptions,
  documents: Parameters<typeof linesOfDocuments>[0],
  known: ReadonlySet<string>,
  { recognizer, loader, language }: Reader,
): Promise<{ readonly judged: readonly Judged[]; readonly skipped: readonly Skipped[] }> {
  const judged: Judged[] = [];
  const skipped: Skipped[] = [];
  let done = 0;
  const reading = { views, strength: viewStrength, seed, language, signal };
  for await (const opened of linesOfDocuments(documents, { ...options, signal })) {
    const lines = opened.lines.filter(({ sample }) => !known.has(linePlace(sample.image)));
    const samples = lines.map(({ sample }) => sample);
    const read = await readViews(recognizer, samples, loader, reading);
    for (const line of lines) {
      const readings = read.readings.get(line.sample);
      if (readings) judged.push({ line, document: line.sample.document, expected: expectedErrors(readings) });
    }
    skipped.push(...opened.skipped, ...read.skipped);
    done += opened.documents;
    progress?.(done, documents.length);
  }
  return { judged, skipped };
}

function suggested({ line, document, expected }: Judged, errors: number, worth: number): SuggestedLine {
  return {
    path: line.document.path,
    ...(line.id === undefined ? {} : { id: line.id }),
    ...(line.box ? { box: line.box } : {}),
    document,
    text: expected.text,
    errors,
    errorRate: expected.rate,
    worth,
  };
}
