/** From the image of a page to its texts: lines are found, read, and placed. Works in browsers too. */
import { DataError } from '../dataset/index.js';
import { type Raster, rasterProblem } from '../image/index.js';
import {
  type DetectOptions,
  findLayout,
  type LayoutWarning,
  type LineFinder,
  openLineFinder,
} from '../layout/index.js';
import type { Page } from '../page/index.js';
import { type ImageSource, imageSourceName, lightOf, Turns } from '../runtime/index.js';
import { readLinesOf } from './page-lines.js';
import { type ReadOptions, Recognizer, type RecognizerOptions } from './recognizer.js';

export interface PageReaderOptions extends Omit<RecognizerOptions, 'keepScores'> {
  /** The model that reads, as `Recognizer.load` takes it. */
  readonly model: string | Uint8Array;
  /**
   * The model that finds lines, a path or bytes; `false`: the classical method, which needs none. Default: the one that comes
   * with ductus where it is there, else the classical method.
   */
  readonly layout?: string | Uint8Array | false | undefined;
}

export interface ReadPageOptions extends ReadOptions, DetectOptions {
  /** Told what may be wrong with the page: that nothing is on it, that it is noisy. */
  readonly warned?: (warning: LayoutWarning) => void;
}

export class PageReader {
  /** Pages are large: one is in memory at a time. */
  private readonly turns = new Turns(1);

  private constructor(
    private readonly recognizer: Recognizer,
    private readonly finder: LineFinder,
  ) {}

  /** @throws ModelError when a model can't be read or is none; LanguageError for the language beside it */
  static async load({ model, layout, ...options }: PageReaderOptions): Promise<PageReader> {
    const recognizer = await Recognizer.load(model, options);
    try {
      return new PageReader(recognizer, await openLineFinder({ layout, threads: options.threads }));
    } catch (error) {
      await recognizer.dispose();
      throw error;
    }
  }

  /** How lines are found. */
  get method(): LineFinder['method'] {
    return this.finder.method;
  }

  /**
   * Finds and reads the lines of a page. Where there are none the page has no region, and `warned` says why.
   * @param image path or bytes of a png, jpg, tif or webp file, or a grey raster (light levels); in browsers an address, a
   * Blob, an ImageBitmap or ImageData too, and no tif
   * @returns regions and lines in reading order, all in pixels of the image
   * @throws when the image can't be decoded; DataError for a raster that is none; the signal's reason
   */
  read(image: ImageSource | Raster, options: ReadPageOptions = {}): Promise<Page> {
    return this.turns.take(() => this.readImage(image, options), options.signal);
  }

  private async readImage(image: ImageSource | Raster, options: ReadPageOptions): Promise<Page> {
    const light = await lightOf(image);
    const problem = rasterProblem(light);
    if (problem !== undefined) throw new DataError(`PageReader.read: ${problem}`);
    const { regions, warnings } = await findLayout(this.finder, light, options);
    for (const warning of warnings) options.warned?.(warning);
    const name = imageSourceName(image);
    const segmented = { image: name, width: light.width, height: light.height, regions };
    const { page } = await readLinesOf(this.recognizer, light, segmented, name, options);
    return page;
  }

  /** Frees memory and threads, after what is being read. Once is enough; again does nothing. */
  async dispose(): Promise<void> {
    await Promise.all([this.recognizer.dispose(), this.finder.dispose()]);
  }

  /** For `await using`. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.dispose();
  }
}
