/**
 * Finds lines with a layout network that looks twice: once to learn how large the writing is, and once more at the scale that
 * it was trained at, where that is another.
 */

import { modelBytes } from '#variant/layout/model-bytes';
import { type Raster, rasterProblem } from '../image/index.js';
import { known } from '../known.js';
import { withRuntime } from '../model/index.js';
import { type RuntimeTensor, SessionPool } from '../runtime/index.js';
import type { FoundLines } from './found-lines.js';
import { type LayoutMaps, layoutMapsOf } from './layout-maps.js';
import { type LayoutModel, readLayoutModel } from './layout-model.js';
import type { FindOptions, LineFinder } from './line-finder.js';
import { linesFromMaps } from './maps-to-lines.js';
import { firstScale, type NetworkImage, networkImage, secondScale } from './network-image.js';

export interface LayoutDetectorOptions {
  /** Threads that the network may use. Default: 1. */
  readonly threads?: number | undefined;
}

/** Pixels of the shorter side that a line may be found in. */
const leastSide = 24;

export class LayoutDetector implements LineFinder {
  readonly method = 'net';
  private disposal: Promise<void> | undefined;
  /** What is not done yet; the session goes after it. */
  private readonly running = new Set<Promise<unknown>>();

  private constructor(
    private readonly model: LayoutModel,
    /** For messages. */
    private readonly path: string,
    private readonly pool: SessionPool,
  ) {}

  /**
   * @param model path of a layout model's .onnx file (in browsers its address), or bytes
   * @throws ModelError when it can't be read or is none
   */
  static async load(model: string | Uint8Array, { threads = 1 }: LayoutDetectorOptions = {}): Promise<LayoutDetector> {
    const path = typeof model === 'string' ? model : 'model';
    const bytes = typeof model === 'string' ? await modelBytes(model) : model;
    const parsed = readLayoutModel(bytes, path);
    return new LayoutDetector(parsed, path, await withRuntime(path, () => SessionPool.open(bytes, threads)));
  }

  /**
   * Memory is bounded: the network sees three million pixels at most, however large the page is.
   * @param light levels, 0 black to 255 white
   * @throws for a raster that is none; the signal's reason
   */
  async findLines(light: Raster, { signal }: FindOptions = {}): Promise<FoundLines> {
    if (this.disposal) throw new Error('LayoutDetector: it was disposed of and finds no more; load the model again');
    const problem = rasterProblem(light);
    if (problem !== undefined) throw new Error(`LayoutDetector.findLines: ${problem}`);
    signal?.throwIfAborted();
    if (Math.min(light.width, light.height) < leastSide)
      return { lines: [], skew: 0, warnings: [{ code: 'too-small' }] };
    const finding = this.find(light, signal);
    this.running.add(finding);
    try {
      return await finding;
    } finally {
      this.running.delete(finding);
    }
  }

  /** Frees memory, after what is being found. Once is enough; again does nothing. */
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
    await this.pool.dispose();
  }

  private async find(light: Raster, signal: AbortSignal | undefined): Promise<FoundLines> {
    const scale = firstScale(light);
    let looked = await this.look(light, scale, signal);
    const again = secondScale(light, scale, looked.maps, this.model.ascender);
    if (again !== undefined) looked = await this.look(light, again, signal);
    const { maps, image } = looked;
    const [x, y] = image.perPixel;
    // The maps are half as large as the image.
    return linesFromMaps(maps, { scale: [2 * x, 2 * y], origin: [0, 0], width: light.width, height: light.height });
  }

  private async look(
    light: Raster,
    scale: number,
    signal: AbortSignal | undefined,
  ): Promise<{ readonly maps: LayoutMaps; readonly image: NetworkImage }> {
    const image = networkImage(light, scale, this.model.multiple);
    const size = { width: image.width / 2, height: image.height / 2 };
    const outputs = await this.ran({ data: image.data, shape: [1, 1, image.height, image.width] }, signal);
    return withRuntime(this.path, async () => {
      const values = (name: string) => known(outputs[name], `the output ${name}`).data as Float32Array;
      const stacked = { maps: values('maps'), heights: values('heights') };
      return { maps: layoutMapsOf(stacked, size, this.model.spec.regionTypes), image };
    });
  }

  /** What the runtime says is about the model; an aborted signal's reason is its own. */
  private async ran(image: RuntimeTensor, signal: AbortSignal | undefined) {
    try {
      return await this.pool.run({ image }, { signal });
    } catch (error) {
      signal?.throwIfAborted();
      return withRuntime(this.path, () => Promise.reject(error));
    }
  }
}
