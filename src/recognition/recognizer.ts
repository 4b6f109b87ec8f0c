/** A model that reads line images: batch in, text with positions and confidences out. */
import { greedyDecode } from '@ductus/ctc';
import { bucketWidth, layOutLines } from '../dataset/index.js';
import { prepareLine, type Raster } from '../image/index.js';
import { type Model, ModelError, readModel } from '../model/index.js';
import { createSession, decodeImage, int64, readBytes, type Session } from '../platform/index.js';
import type { Alphabet } from '../text/index.js';

/** A character that was read. */
export interface ReadCharacter {
  readonly character: string;
  /** Position in the line image, pixels of the image that was given: from `start` to `end`. */
  readonly start: number;
  readonly end: number;
  /** The network's largest probability for the character in its frames, 0 to 1; not calibrated. */
  readonly confidence: number;
}

export interface ReadLine {
  readonly text: string;
  /** Geometric mean of the best probability of every frame, blanks included, 0 to 1; not calibrated. */
  readonly confidence: number;
  readonly characters: readonly ReadCharacter[];
}

/** Images laid out for one run: [count, 1, height, width], ink 0 to 1. */
export interface LineBatch {
  readonly image: Float32Array;
  readonly width: number;
  /** True width of each line at the line height. */
  readonly widths: readonly number[];
}

export interface RecognizerOptions {
  /** Threads that the network may use. Default: 1. */
  readonly threads?: number;
}

export class Recognizer {
  private constructor(
    readonly model: Model,
    private readonly session: Session,
  ) {}

  /**
   * @param model path of an .onnx file that ductus wrote, or its bytes
   * @throws ModelError when it can't be read or is none
   */
  static async load(model: string | Uint8Array, options: RecognizerOptions = {}): Promise<Recognizer> {
    const bytes = typeof model === 'string' ? await readModelFile(model) : model;
    const parsed = readModel(bytes, typeof model === 'string' ? model : 'model');
    return new Recognizer(parsed, await createSession(bytes, { threads: options.threads ?? 1 }));
  }

  get alphabet(): Alphabet {
    return this.model.alphabet;
  }

  /**
   * Reads one line.
   * @param image path or bytes of a png, jpg, tif or webp file with one line of text, or a grey raster (light levels)
   * @throws when the image can't be decoded
   */
  async recognize(image: string | Uint8Array | Raster): Promise<ReadLine> {
    const raster = typeof image === 'string' || image instanceof Uint8Array ? await decodeImage(image) : image;
    const line = prepareLine(raster, this.model.network.height);
    const [read] = await this.recognizeBatch(layOutLines([line], bucketWidth(line.width)), [raster.width]);
    return read as ReadLine;
  }

  /**
   * Reads prepared lines together; each gives what it gives alone.
   * @param sourceWidths pixels of each line's image, for positions; default: the widths in the batch
   */
  async recognizeBatch(batch: LineBatch, sourceWidths: readonly number[] = batch.widths): Promise<readonly ReadLine[]> {
    const count = batch.widths.length;
    const { logProbs, lengths } = await this.session.run({
      image: { data: batch.image, shape: [count, 1, this.model.network.height, batch.width] },
      widths: int64(batch.widths),
    });
    const [, time, classes] = logProbs.shape as [number, number, number];
    const scores = logProbs.data as Float32Array;
    return batch.widths.map((width, n) => {
      const frames = Number((lengths.data as BigInt64Array)[n]);
      const own = scores.subarray(n * time * classes, (n + 1) * time * classes);
      // A frame stands for `stride` columns at the line height.
      const pixelsPerFrame = ((sourceWidths[n] as number) / width) * this.model.network.stride;
      return readLine(own, classes, frames, pixelsPerFrame, sourceWidths[n] as number, this.alphabet);
    });
  }

  dispose(): Promise<void> {
    return this.session.dispose();
  }
}

async function readModelFile(path: string): Promise<Uint8Array> {
  try {
    return await readBytes(path);
  } catch (error) {
    const missing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    throw new ModelError(
      missing
        ? `${path}: no such file. Train a model with: ductus train DATA --out ${path}`
        : `${path}: ${String(error)}`,
    );
  }
}

function readLine(
  logProbs: Float32Array,
  classes: number,
  frames: number,
  pixelsPerFrame: number,
  width: number,
  alphabet: Alphabet,
): ReadLine {
  const { symbols, logProbability } = greedyDecode({ logProbs, classes, frames });
  const characters = symbols.map(({ label, start, end, confidence }) => ({
    character: alphabet.character(label),
    start: Math.min(width, Math.round(start * pixelsPerFrame)),
    end: Math.min(width, Math.round(end * pixelsPerFrame)),
    confidence,
  }));
  return {
    text: characters.map(({ character }) => character).join(''),
    confidence: Math.exp(logProbability / Math.max(1, frames)),
    characters,
  };
}
