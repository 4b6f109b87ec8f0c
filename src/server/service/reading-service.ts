/** What the service reads with: the models, loaded once, and what is done to a page. Knows nothing of HTTP. */
import type { PageImage } from '../../documents/node.js';
import { fileName, sha256, sha256OfFile } from '../../files/index.js';
import { readPageFile, type Skipped, shapeProblem, toPixels } from '../../formats/index.js';
import type { Raster } from '../../image/index.js';
import { prepareLine } from '../../image/index.js';
import { known } from '../../known.js';
import { findLayout, type LineFinder, layoutWarnings, openLineFinder } from '../../layout/index.js';
import { shippedLayoutModel } from '../../layout/node.js';
import { inputOf } from '../../model/index.js';
import { linesOf, type Page } from '../../page/index.js';
import {
  type AlignedPage,
  alignPage,
  type HyphenRule,
  type LanguageChoice,
  LineBatcher,
  pageOfLine,
  Recognizer,
  readLinesOf,
} from '../../recognition/index.js';
import {
  languageBeside,
  languageFile,
  languageNames,
  modelPath,
  readModelFile,
  smallStarterName,
} from '../../recognition/node.js';
import { Turns } from '../../runtime/index.js';
import { ServiceError } from './service-error.js';

export interface ReadingServiceOptions {
  /** The model that reads, as `Recognizer.load` takes it. Default: the starter model in 8 bits. */
  readonly model?: string | Uint8Array | undefined;
  /** The model that finds lines, a path or bytes; `false`: the classical method. Default: the one that comes with ductus. */
  readonly layout?: string | Uint8Array | false | undefined;
  /** Default: as `Recognizer.load` has it. */
  readonly language?: LanguageChoice | undefined;
  /** What tells languages apart, for results of jobs. Default: the language that `Recognizer.load` finds by itself. */
  readonly languageHash?: string | undefined;
  /** Threads to compute with. Default: 1. */
  readonly threads?: number | undefined;
}

/** What a client may know of a model. */
export interface ServedModel {
  /** Its file's name, without folders. */
  readonly name: string;
  readonly kind: 'lines' | 'layout';
  /** SHA-256 of its file; of the classical method, which has none, its name. */
  readonly hash: string;
  readonly precision?: 'float32' | 'float16' | 'int8';
  /** Characters that it can write. */
  readonly alphabet?: readonly string[];
  readonly metrics?: Readonly<Record<string, unknown>>;
}

export interface ReadPageOptions {
  /** Whether the image is one line. Default: it is a page. */
  readonly isLine?: boolean | undefined;
  readonly upright?: boolean | undefined;
  readonly rightToLeft?: boolean | undefined;
  /** A PAGE or ALTO file with the page's lines, instead of finding them. */
  readonly description?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface PageResult {
  readonly page: Page;
  /** What may be wrong with it, in whole sentences. */
  readonly notes: readonly string[];
  readonly skipped: readonly Skipped[];
}

/** Pages that are in memory as pixels and worked on at once, beside one a thread. */
const pagesBeside = 1;

export class ReadingService {
  private readonly scorer: LineBatcher;
  private readonly pages: Turns;
  private readonly lines: Turns;

  private constructor(
    private readonly recognizer: Recognizer,
    /** The same model without a language, for what is aligned. */
    private readonly plain: Recognizer,
    private readonly finder: LineFinder,
    readonly models: readonly ServedModel[],
    /** Says what results depend on, beside the image and what is asked for. */
    readonly identity: string,
  ) {
    this.scorer = new LineBatcher(recognizer);
    this.pages = new Turns(recognizer.threads + pagesBeside);
    // Lines are small; their turns bound what is decoded at once.
    this.lines = new Turns(4 * (recognizer.threads + 1));
  }

  /** @throws ModelError, LanguageError */
  static async load(options: ReadingServiceOptions = {}): Promise<ReadingService> {
    const { model = smallStarterName, layout, language, threads = 1 } = options;
    const recognizer = await Recognizer.load(model, { threads, language });
    try {
      const plain = await recognizer.withLanguage(false, true);
      const finder = await openLineFinder({ layout, threads });
      const models = [await lineModel(model, recognizer), await layoutModel(layout, finder)];
      const hashes = [...models.map(({ hash }) => hash), options.languageHash ?? (await usualLanguage(options))];
      return new ReadingService(recognizer, plain, finder, models, sha256(hashes.join()));
    } catch (error) {
      await recognizer.dispose();
      throw error;
    }
  }

  get threads(): number {
    return this.recognizer.threads;
  }

  /**
   * Reads a page, or the image of a line.
   * @param open gives the image, once it is this page's turn
   * @throws what `open` throws; DataError, XmlError for the description; the signal's reason
   */
  read(name: string, open: () => Promise<PageImage>, options: ReadPageOptions = {}): Promise<PageResult> {
    const { isLine = false, signal } = options;
    return (isLine ? this.lines : this.pages).take(async () => {
      const { raster } = await open();
      signal?.throwIfAborted();
      return isLine ? this.readLine(name, raster, options) : this.readPage(name, raster, options);
    }, signal);
  }

  /** Finds the lines of a page. @throws as `read` does */
  segment(name: string, open: () => Promise<PageImage>, options: ReadPageOptions = {}): Promise<PageResult> {
    return this.pages.take(async () => this.located(name, (await open()).raster, options), options.signal);
  }

  /** Finds which part of a text each line of a page has. @throws as `read` does */
  align(
    name: string,
    open: () => Promise<PageImage>,
    text: string,
    options: ReadPageOptions & { readonly hyphens?: HyphenRule | undefined } = {},
  ): Promise<AlignedPage & { readonly notes: readonly string[] }> {
    return this.pages.take(async () => {
      const { raster } = await open();
      const { page, notes } = await this.located(name, raster, options);
      const { signal, hyphens } = options;
      return { ...(await alignPage(this.plain, this.scorer, raster, page, text, { signal, hyphens })), notes };
    }, options.signal);
  }

  /** Frees memory and threads, after what is being read. */
  async dispose(): Promise<void> {
    await Promise.all([this.recognizer.dispose(), this.plain.dispose(), this.finder.dispose()]);
  }

  private async readLine(name: string, raster: Raster, { signal }: ReadPageOptions): Promise<PageResult> {
    const prepared = prepareLine(raster, inputOf(this.recognizer.model));
    const [line] = await this.recognizer.spell([await this.scorer.score(prepared, raster, { signal })]);
    return {
      page: pageOfLine(name, raster.width, raster.height, known(line, 'the text of a line')),
      notes: [],
      skipped: [],
    };
  }

  private async readPage(name: string, raster: Raster, options: ReadPageOptions): Promise<PageResult> {
    const { page, notes } = await this.located(name, raster, options);
    const { signal } = options;
    const read = await readLinesOf(this.recognizer, raster, page, name, { signal, scorer: this.scorer });
    return { ...read, notes };
  }

  /** With its lines, described or found, without texts. */
  private async located(
    name: string,
    raster: Raster,
    { description, upright = false, rightToLeft = false, signal }: ReadPageOptions,
  ): Promise<PageResult> {
    const { width, height } = raster;
    if (description !== undefined) {
      const described = await readPageFile(new TextEncoder().encode(description));
      const problem = shapeProblem(described, raster);
      if (problem)
        throw new ServiceError('service/request', `the description is of another shape than the image: ${problem}`);
      const page = toPixels(described, raster);
      if (linesOf(page).length === 0) throw new ServiceError('service/request', 'the description has no lines');
      return { page: { ...page, image: name, width, height }, notes: [], skipped: [] };
    }
    const { regions, warnings } = await findLayout(this.finder, raster, { upright, rightToLeft, signal, beside: true });
    const notes = warnings.map(({ code }) => layoutWarnings[code]);
    return { page: { image: name, width, height, regions }, notes, skipped: [] };
  }
}

async function lineModel(
  model: string | Uint8Array,
  { model: { metadata, alphabet } }: Recognizer,
): Promise<ServedModel> {
  const bytes = typeof model === 'string' ? await readModelFile(model) : model;
  const name = typeof model === 'string' ? fileName(modelPath(model)) : 'model';
  const characters = alphabet.characters;
  return {
    name,
    kind: 'lines',
    hash: sha256(bytes),
    precision: metadata.precision,
    alphabet: characters,
    metrics: metadata.metrics,
  };
}

async function layoutModel(layout: ReadingServiceOptions['layout'], finder: LineFinder): Promise<ServedModel> {
  const source = layout ?? (await shippedLayoutModel());
  if (finder.method === 'classical' || source === undefined || source === false) {
    return { name: 'classical', kind: 'layout', hash: 'classical' };
  }
  const bytes = typeof source === 'string' ? await readModelFile(source) : source;
  return { name: typeof source === 'string' ? fileName(source) : 'layout', kind: 'layout', hash: sha256(bytes) };
}

async function usualLanguage({ model = smallStarterName, language }: ReadingServiceOptions): Promise<string> {
  if (language === false || language === 'none' || typeof model !== 'string') return 'none';
  const beside =
    typeof language === 'string' && language !== 'auto' ? language : await languageBeside(modelPath(model));
  const files = [...(beside === undefined ? [] : [beside]), ...languageNames.map(languageFile)];
  return sha256((await Promise.all(files.map(sha256OfFile))).join());
}
