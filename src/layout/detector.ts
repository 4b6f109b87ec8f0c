/**
 * Finds lines with a layout network that looks twice: once to learn how large the writing is, and once more at the scale that
 * it was trained at, where that is another; at very large writing thrice. A page that lies askew is turned, and looked at again.
 */

import { modelBytes } from '#variant/layout/model-bytes';
import { type Raster, rasterProblem } from '../image/index.js';
import { known } from '../known.js';
import { openLayoutModel, withRuntime } from '../model/index.js';
import type { LayoutNetwork } from '../network/index.js';
import { type RuntimeTensor, SessionPool, usualThreads } from '../runtime/index.js';
import type { FoundLines } from './found-lines.js';
import { type LayoutMaps, layoutMapsOf } from './layout-maps.js';
import type { FindOptions, LineFinder } from './line-finder.js';
import { linesFromMaps } from './maps-to-lines.js';
import { firstScale, type NetworkImage, networkImage, secondScale } from './network-image.js';
import { straightenedPage } from './straightened-page.js';

export interface LayoutDetectorOptions {
  /** Threads that the network may use. Default: 1; in browsers one for each core, four at most, where they share memory. */
  readonly threads?: number | undefined;
}

/** What is run: a network's graph for reading, its weights inside. */
export interface LayoutGraph {
  readonly network: LayoutNetwork;
  readonly bytes: Uint8Array;
  /** Pixels of the network's image that ascenders have where it reads best. */
  readonly ascender: number;
  /** For messages. */
  readonly path: string;
}

const mostLooks = 3;
/** Pixels of the shorter side that a line may be found in. */
const leastSide = 24;

/** Rise over run from which lines are found better once the page is straight: 4 degrees. */
const leastSkew = 0.07;

interface Look {
  readonly maps: LayoutMaps;
  readonly image: NetworkImage;
}

function foundIn({ maps, image }: Look, { width, height }: Raster): FoundLines {
  const [x, y] = image.perPixel;
  // The maps are half as large as the image.
  return linesFromMaps(maps, { scale: [2 * x, 2 * y], origin: [0, 0], width, height });
}

export class LayoutDetector implements LineFinder {
  readonly method = 'net';
  private disposal: Promise<void> | undefined;
  /** What is not done yet; the session goes after it. */
  private readonly running = new Set<Promise<unknown>>();

  private constructor(
    private readonly graph: Omit<LayoutGraph, 'bytes'>,
    private readonly pool: SessionPool,
  ) {}

  /**
   * @param model path of a layout model's .onnx file (in browsers its address), or bytes
   * @throws ModelError when it can't be read or is none
   */
  static async load(model: string | Uint8Array, options: LayoutDetectorOptions = {}): Promise<LayoutDetector> {
    const path = typeof model === 'string' ? model : 'model';
    const bytes = typeof model === 'string' ? await modelBytes(model) : model;
    const { network, metadata } = openLayoutModel(bytes, path);
    return LayoutDetector.open({ network, bytes, ascender: metadata.layout.ascender, path }, options);
  }

  /** Of a graph that is in no file yet. @throws ModelError when it can't be run */
  static async open(
    { bytes, ...graph }: LayoutGraph,
    { threads = usualThreads() }: LayoutDetectorOptions = {},
  ): Promise<LayoutDetector> {
    return new LayoutDetector(graph, await withRuntime(graph.path, () => SessionPool.open(bytes, threads)));
  }

  /**
   * Memory is bounded: the network sees three million pixels at most, however large the page is.
   * @param light levels, 0 black to 255 white
   * @throws for a raster that is none; the signal's reason
   */
  async findLines(light: Raster, options: FindOptions = {}): Promise<FoundLines> {
    if (this.disposal) throw new Error('LayoutDetector: it was disposed of and finds no more; load the model again');
    const problem = rasterProblem(light);
    if (problem !== undefined) throw new Error(`LayoutDetector.findLines: ${problem}`);
    options.signal?.throwIfAborted();
    if (Math.min(light.width, light.height) < leastSide)
      return { lines: [], skew: 0, warnings: [{ code: 'too-small' }] };
    const finding = this.find(light, options);
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

  private async find(light: Raster, options: FindOptions): Promise<FoundLines> {
    let scale = firstScale(light);
    let looked = await this.look(light, scale, options);
    for (let look = 2; look <= mostLooks; look++) {
      const next = secondScale(light, scale, looked.maps, this.graph.ascender);
      // Of very large writing the first look doesn't see how large it is; a third look at a larger scale tells nothing new.
      if (next === undefined || (look > 2 && next > scale)) break;
      scale = next;
      looked = await this.look(light, scale, options);
    }
    const asItLies = foundIn(looked, light);
    if (Math.abs(asItLies.skew) < leastSkew) return asItLies;
    const straight = straightenedPage(light, asItLies.skew);
    const again = foundIn(await this.look(straight.light, scale, options), straight.light);
    return again.lines.length > 0 ? straight.back(again) : asItLies;
  }

  private async look(light: Raster, scale: number, options: FindOptions): Promise<Look> {
    const image = networkImage(light, scale, this.graph.network.multiple);
    const size = { width: image.width / 2, height: image.height / 2 };
    const outputs = await this.ran({ data: image.data, shape: [1, 1, image.height, image.width] }, options);
    return withRuntime(this.graph.path, async () => {
      const values = (name: string) => known(outputs[name], `the output ${name}`).data as Float32Array;
      const stacked = { maps: values('maps'), heights: values('heights') };
      return { maps: layoutMapsOf(stacked, size, this.graph.network.spec.regionTypes), image };
    });
  }

  /** What the runtime says is about the model; an aborted signal's reason is its own. */
  private async ran(image: RuntimeTensor, { signal, beside }: FindOptions) {
    try {
      return await this.pool.run({ image }, { signal, beside });
    } catch (error) {
      signal?.throwIfAborted();
      return withRuntime(this.graph.path, () => Promise.reject(error));
    }
  }
}
