/** Which finder of lines is used: the network where there is a model, else the classical method. */
import { shippedModel } from '#variant/layout/model-bytes';
import { LayoutDetector, type LayoutDetectorOptions } from './detector.js';
import { classicalFinder, type LineFinder } from './line-finder.js';

export interface FinderOptions extends LayoutDetectorOptions {
  /**
   * Path or bytes of a layout model; `false`: the classical method, which needs none. Default: the model that comes with
   * ductus where it is there (in browsers none is), else the classical method.
   */
  readonly layout?: string | Uint8Array | false | undefined;
}

/** @throws ModelError when the model can't be read or is none */
export async function openLineFinder({ layout, threads }: FinderOptions = {}): Promise<LineFinder> {
  const model = layout ?? (await shippedModel()) ?? false;
  return model === false ? classicalFinder : LayoutDetector.load(model, { threads });
}
