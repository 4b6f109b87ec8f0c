/** A model that reads line images: batch in, text with positions and confidences out. */
import { modelBytes } from '#variant/recognition/model-source';
import { DataError, layOutLines, shardWidth } from '../dataset/index.js';
import { prepareLine, type Raster, rasterProblem, sidePadding } from '../image/index.js';
import { known } from '../known.js';
import { inputOf, type Model, readModel, withRuntime } from '../model/index.js';
import {
  type ImageSource,
  int64,
  lightOf,
  type PoolRun,
  type RuntimeTensor,
  SessionPool,
  Turns,
  usualThreads,
} from '../runtime/index.js';
import { type Alphabet, baseDirection } from '../text/index.js';
import { inkColumns } from './ink-columns.js';
import type { LinePlace, ReadLine } from './read-line.js';
import { Shared } from './shared.js';
import { type LanguageChoice, type ScoredLine, Spelling } from './spelling.js';

/** Images laid out for one run: [count, 1, height, width], ink 0 to 1. */
export interface LineBatch {
  readonly image: Float32Array;
  readonly width: number;
  /** True width of each line at the line height. */
  readonly widths: readonly number[];
}

/** Pixels of an image. */
export interface ImageSize {
  readonly width: number;
  readonly height: number;
}

export interface RecognizerOptions {
  /** Threads that the network may use. Default: 1; in browsers one for each core, four at most, where they share memory. */
  readonly threads?: number;
  /**
   * A language to write in: path (in browsers address) or bytes of a language model or of what `ductus tune` wrote, or what
   * they say; `auto`, or a list of languages: the one that a document is found to be in; `false` or `none`: none, the best
   * class of each frame. Default: for a path the language that lies beside the model (`languageBeside`), as on the command
   * line; for bytes, and in browsers, none.
   */
  readonly language?: LanguageChoice | undefined;
  /** Whether lines carry the network's scores. Default: false. */
  readonly keepScores?: boolean | undefined;
}

export interface ReadOptions {
  /** Gives up what waits at once, and what is being read once its run is done: `recognize` rejects with its reason. */
  readonly signal?: AbortSignal | undefined;
}

/** What recognisers of one model in several languages share. */
interface LoadedModel {
  readonly model: Model;
  /** For messages. */
  readonly path: string;
  readonly threads: number;
  readonly pool: Shared<SessionPool>;
  /** Of images that are decoded and read one by one: however many are asked for, few are in memory. */
  readonly turns: Turns;
}

export class Recognizer {
  private disposal: Promise<void> | undefined;
  /** Runs that are not done yet; sessions go after them. */
  private readonly running = new Set<Promise<unknown>>();
  readonly model: Model;
  /** Threads that the network may use. */
  readonly threads: number;

  private constructor(
    private readonly loaded: LoadedModel,
    private readonly spelling: Spelling,
    private readonly keepScores: boolean,
  ) {
    this.model = loaded.model;
    this.threads = loaded.threads;
  }

  /**
   * @param model path of an .onnx file that ductus wrote, `starter` for the one that comes with ductus, or bytes
   * @throws ModelError when it can't be read or is none; LanguageError for the language, named or beside it
   */
  static async load(model: string | Uint8Array, options: RecognizerOptions = {}): Promise<Recognizer> {
    const bytes = typeof model === 'string' ? await modelBytes(model) : model;
    const path = typeof model === 'string' ? model : 'model';
    const parsed = readModel(bytes, path);
    const spelling = await Spelling.of(parsed, options.language, typeof model === 'string' ? model : undefined);
    return Recognizer.open({ model: parsed, path, spelling }, bytes, options);
  }

  /** A model that is in memory, without a file: its graph has nothing but the weights. */
  static async of(model: Model, options: RecognizerOptions = {}): Promise<Recognizer> {
    const spelling = await Spelling.of(model, options.language, undefined);
    return Recognizer.open({ model, path: 'model', spelling }, model.network.inferenceGraph(model.weights), options);
  }

  private static async open(
    { model, path, spelling }: { readonly model: Model; readonly path: string; readonly spelling: Spelling },
    graph: Uint8Array,
    { threads = usualThreads(), keepScores = false }: RecognizerOptions,
  ): Promise<Recognizer> {
    const pool = new Shared(await withRuntime(path, () => SessionPool.open(graph, threads)));
    return new Recognizer({ model, path, threads, pool, turns: new Turns(threads + 1) }, spelling, keepScores);
  }

  /**
   * The same model in another language, such as one that came later, without loading it again: both use the same sessions,
   * which are freed when both are disposed of.
   * @param keepScores whether its lines carry the network's scores. Default: as this one's
   * @throws LanguageError when it can't be read; when this one was disposed of
   */
  async withLanguage(language: LanguageChoice, keepScores = this.keepScores): Promise<Recognizer> {
    this.checkAlive();
    // At once: this one may be disposed of while the language is read.
    const pool = this.loaded.pool.share();
    try {
      return new Recognizer(this.loaded, await Spelling.of(this.model, language, this.loaded.path), keepScores);
    } catch (error) {
      await pool.release();
      throw error;
    }
  }

  get alphabet(): Alphabet {
    return this.model.alphabet;
  }

  /** Whether most letters that it can write run from right to left; then so do columns of pages, where nobody says otherwise. */
  get isRightToLeft(): boolean {
    return baseDirection(this.alphabet.characters.join('')) === 'rtl';
  }

  /**
   * Reads one line.
   * @param image path or bytes of a png, jpg, tif or webp file with one line of text, or a grey raster (light levels); in
   * browsers an address, a Blob, an ImageBitmap or ImageData too, and no tif
   * @throws when the image can't be decoded; DataError for a raster that is none; the signal's reason
   */
  async recognize(image: ImageSource | Raster, { signal }: ReadOptions = {}): Promise<ReadLine> {
    this.checkAlive();
    return this.loaded.turns.take(() => this.readImage(image, signal), signal);
  }

  private async readImage(image: ImageSource | Raster, signal: AbortSignal | undefined): Promise<ReadLine> {
    const raster = await lightOf(image);
    const problem = rasterProblem(raster);
    if (problem !== undefined) throw new DataError(`Recognizer.recognize: ${problem}`);
    const line = prepareLine(raster, inputOf(this.model));
    const [read] = await this.recognizeBatch(layOutLines([line], shardWidth([line.width])), [raster], { signal });
    return read as ReadLine;
  }

  /**
   * Reads prepared lines together; each gives what it gives alone, but for a language that is found: of that they are one
   * document.
   * @param sources size of each line's image in pixels, for positions
   * @param how `beside`: on the least busy of sessions side by side, one for each thread, for many batches at a time
   */
  async recognizeBatch(
    batch: LineBatch,
    sources: readonly ImageSize[],
    how: PoolRun = {},
  ): Promise<readonly ReadLine[]> {
    return this.spell(await this.scoreBatch(batch, sources, how));
  }

  /** Whether lines are to be spelled together, document by document, since each has its language. */
  get spellsDocuments(): boolean {
    return this.spelling.isByDocument;
  }

  /** What the network says of prepared lines, as `recognizeBatch` takes them. */
  async scoreBatch(batch: LineBatch, sources: readonly ImageSize[], how: PoolRun = {}): Promise<readonly ScoredLine[]> {
    if (!this.readsSingly || batch.widths.length <= 1) return this.scoreTogether(batch, sources, how);
    const lines: ScoredLine[] = [];
    for (const [n, size] of sources.entries()) {
      lines.push(...(await this.scoreTogether(this.lineOf(batch, n), [size], how)));
    }
    return lines;
  }

  /** The texts of lines; where a language is found, they are those of one document. Others may be read meanwhile. */
  async spell(lines: readonly ScoredLine[]): Promise<readonly ReadLine[]> {
    const read = await this.spelling.spell(lines);
    return this.keepScores ? read.map((line, n) => withScores(line, lines[n])) : read;
  }

  /** In 8 bits, values are scaled by what stands beside them; so lines are read one by one, and each is as alone. */
  get readsSingly(): boolean {
    return this.model.metadata.precision === 'int8';
  }

  /** One line of a batch, in an image as wide as it would have alone. */
  private lineOf(batch: LineBatch, n: number): LineBatch {
    const { height } = this.model.network;
    const lineWidth = known(batch.widths[n], 'the width of a line');
    const width = shardWidth([lineWidth]);
    const image = new Float32Array(height * width);
    for (let y = 0; y < height; y++) {
      const from = (n * height + y) * batch.width;
      image.set(batch.image.subarray(from, from + lineWidth), y * width);
    }
    return { image, width, widths: [lineWidth] };
  }

  private async scoreTogether(
    batch: LineBatch,
    sources: readonly ImageSize[],
    how: PoolRun,
  ): Promise<readonly ScoredLine[]> {
    this.checkAlive();
    const count = batch.widths.length;
    // Before the run, which may take the batch's pixels to another thread.
    const places = batch.widths.map((_, n) => this.placeOf(batch, n, known(sources[n], "the size of a line's image")));
    const feeds = {
      image: { data: batch.image, shape: [count, 1, this.model.network.height, batch.width] },
      widths: int64(batch.widths),
    };
    const outputs = await this.counted(this.ran(feeds, how));
    const { logProbs, lengths } = await withRuntime(this.loaded.path, async () => this.checked(outputs, count));
    const [, time, classes] = logProbs.shape as [number, number, number];
    const scores = logProbs.data as Float32Array;
    return places.map((place, n) => {
      const frames = Number((lengths.data as BigInt64Array)[n]);
      const logProbs = scores.subarray(n * time * classes, (n * time + frames) * classes);
      // Those that wait for others of their document would hold what stands beside them in the batch.
      const kept = this.keepScores || this.spellsDocuments ? logProbs.slice() : logProbs;
      return { scores: { logProbs: kept, classes, frames }, place };
    });
  }

  private placeOf(batch: LineBatch, n: number, source: ImageSize): LinePlace {
    const { height, stride } = this.model.network;
    const width = known(batch.widths[n], 'the width of a line');
    const padding = sidePadding(source.height, this.model.metadata.preprocessing);
    const pixelsPerColumn = (source.width + 2 * padding) / width;
    return {
      stride,
      ink: inkColumns(batch.image, { offset: n * height * batch.width, columns: batch.width, width, height }),
      pixelOf: (column) => Math.min(source.width, Math.max(0, Math.round(column * pixelsPerColumn - padding))),
      width: source.width,
    };
  }

  /** Frees memory and threads that nobody shares, after what is being read. Once is enough; again does nothing. */
  dispose(): Promise<void> {
    this.disposal ??= this.release();
    return this.disposal;
  }

  /** For `await using`. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.dispose();
  }

  private async release(): Promise<void> {
    await Promise.allSettled(this.running);
    await this.loaded.pool.release();
  }

  /** What the runtime says is about the model; an aborted signal's reason is its own. */
  private async ran(feeds: Readonly<Record<string, RuntimeTensor>>, how: PoolRun) {
    try {
      return await this.loaded.pool.value.run(feeds, how);
    } catch (error) {
      how.signal?.throwIfAborted();
      return withRuntime(this.loaded.path, () => Promise.reject(error));
    }
  }

  /** Outputs of the shapes that they must have; those of a graph that was changed may have others. */
  private checked({ logProbs, lengths }: Readonly<Record<string, RuntimeTensor>>, count: number) {
    const [lines, , classes] = logProbs?.shape ?? [];
    if (!logProbs || !lengths || lines !== count || classes !== this.alphabet.classes || lengths.shape[0] !== count) {
      throw new Error(`its scores must be of ${this.alphabet.classes} classes, got ${logProbs?.shape.join(' × ')}`);
    }
    return { logProbs, lengths };
  }

  private checkAlive(): void {
    if (this.disposal) throw new Error('Recognizer: it was disposed of and reads no more; load the model again');
  }

  private async counted<T>(run: Promise<T>): Promise<T> {
    this.running.add(run);
    try {
      return await run;
    } finally {
      this.running.delete(run);
    }
  }
}

function withScores(line: ReadLine, scored: ScoredLine | undefined): ReadLine {
  return scored ? { ...line, scores: scored.scores } : line;
}
