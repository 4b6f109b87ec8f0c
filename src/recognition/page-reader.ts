/** From the image of a page to its texts: lines are found, read, and placed. Works in browsers too. */
import type { Raster } from '../image/index.js';
import {
  type DetectOptions,
  findLayout,
  type LayoutWarning,
  type LineFinder,
  openLineFinder,
} from '../layout/index.js';
import type { Page } from '../page/index.js';
import { type ImageSource, imageSourceName, Turns } from '../runtime/index.js';
import type { Alphabet } from '../text/index.js';
import { chosenLines, lightOfPage } from './line-of-page.js';
import { type LineListeners, readLinesOf } from './page-lines.js';
import { type ReadOptions, Recognizer, type RecognizerOptions } from './recognizer.js';
import { Shared } from './shared.js';
import type { LanguageChoice } from './spelling.js';

export interface PageReaderOptions extends Omit<RecognizerOptions, 'keepScores'> {
  /** The model that reads, as `Recognizer.load` takes it. */
  readonly model: string | Uint8Array;
  /**
   * The model that finds lines, a path or bytes; `false`: the classical method, which needs none. Default: the one that comes
   * with ductus where it is there, else the classical method.
   */
  readonly layout?: string | Uint8Array | false | undefined;
}

export interface ReadPageOptions extends ReadOptions, DetectOptions, LineListeners {
  /** Told what may be wrong with the page: that nothing is on it, that it is noisy. */
  readonly warned?: (warning: LayoutWarning) => void;
  /** Told once, before anything is read: the page with the lines that were found, without texts. */
  readonly located?: ((page: Page) => void) | undefined;
}

export interface ReadLinesOptions extends ReadOptions, LineListeners {
  /** Ids of the lines that are read; the others stay as they are. Default: all. */
  readonly only?: readonly string[] | undefined;
}

export class PageReader {
  private disposal: Promise<void> | undefined;

  private constructor(
    private readonly recognizer: Recognizer,
    private readonly finder: Shared<LineFinder>,
    /** Pages are large: one is in memory at a time, whoever reads it. */
    private readonly turns: Turns,
  ) {}

  /** @throws ModelError when a model can't be read or is none; LanguageError for the language beside it */
  static async load({ model, layout, ...options }: PageReaderOptions): Promise<PageReader> {
    const recognizer = await Recognizer.load(model, options);
    try {
      const finder = await openLineFinder({ layout, threads: options.threads });
      return new PageReader(recognizer, new Shared(finder), new Turns(1));
    } catch (error) {
      await recognizer.dispose();
      throw error;
    }
  }

  /**
   * The same in another language, as `Recognizer.withLanguage` has it: what was read without one can be read again once
   * it is there. Both are to be disposed of.
   * @throws LanguageError when it can't be read; when this one was disposed of
   */
  async withLanguage(language: LanguageChoice): Promise<PageReader> {
    const finder = this.finder.share();
    try {
      return new PageReader(await this.recognizer.withLanguage(language), finder, this.turns);
    } catch (error) {
      await finder.release();
      throw error;
    }
  }

  /** The characters that the model can write. */
  get alphabet(): Alphabet {
    return this.recognizer.alphabet;
  }

  /** Threads that the networks may use. */
  get threads(): number {
    return this.recognizer.threads;
  }

  /** How lines are found. */
  get method(): LineFinder['method'] {
    return this.finder.value.method;
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
    const light = await lightOfPage(image, 'PageReader.read');
    const rightToLeft = options.rightToLeft ?? this.recognizer.isRightToLeft;
    const { regions, warnings } = await findLayout(this.finder.value, light, { ...options, rightToLeft });
    for (const warning of warnings) options.warned?.(warning);
    const name = imageSourceName(image);
    const segmented = { image: name, width: light.width, height: light.height, regions };
    options.located?.(segmented);
    const { page } = await readLinesOf(this.recognizer, light, segmented, name, options);
    return page;
  }

  /**
   * Reads lines that are known already: of a description without texts, or as a person has drawn, cut or joined them.
   * @param image as `read` takes it
   * @param page its lines with outlines or baselines, in pixels of the image
   * @returns the page with the texts, words and characters of the lines that were read; a line that can't be cut out stays as
   * it is, and `skipped` says why
   * @throws as `read` does; DataError for an id in `only` that no line has, and for a page of another size than its image
   */
  readLines(image: ImageSource | Raster, page: Page, options: ReadLinesOptions = {}): Promise<Page> {
    return this.turns.take(() => this.readKnown(image, page, options), options.signal);
  }

  private async readKnown(image: ImageSource | Raster, page: Page, options: ReadLinesOptions): Promise<Page> {
    const place = 'PageReader.readLines';
    const lines = chosenLines(page, options.only, place);
    const light = await lightOfPage(image, place, page);
    const name = imageSourceName(image) || page.image;
    const read = await readLinesOf(this.recognizer, light, page, name, { ...options, lines });
    return read.page;
  }

  /** Frees memory and threads that nobody shares, after what is being read. Once is enough; again does nothing. */
  dispose(): Promise<void> {
    this.disposal ??= Promise.all([this.recognizer.dispose(), this.finder.release()]).then(() => undefined);
    return this.disposal;
  }

  /** For `await using`. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.dispose();
  }
}
