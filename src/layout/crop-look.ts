/** What light, sheet and camera do to a crop once its ink is in its place. */
import { blurred, compressed, noisy, type Raster, type Stain, stained, textured, toned } from '../image/index.js';

export interface CropLook {
  /** Ink v of 0 to 1 becomes brightness + contrast · v^gamma. */
  readonly gamma: number;
  readonly contrast: number;
  readonly brightness: number;
  /** Uneven light, or paper: what it adds at most, and how far its points are apart, as a share of the height. */
  readonly light: { readonly amount: number; readonly cell: number; readonly seed: number } | undefined;
  readonly stain: Stain | undefined;
  /** 0 to 1. */
  readonly blur: number;
  /** Standard deviation, of full ink. */
  readonly noise: number;
  readonly noiseSeed: number;
  /** Of a JPEG that it was meanwhile. */
  readonly quality: number | undefined;
}

/** The ink as it is seen; a look that changes nothing gives it as it is. */
export function looked(ink: Raster, look: CropLook): Raster {
  const { gamma, contrast, brightness, light, stain, blur, noise, noiseSeed, quality } = look;
  const isPlain = gamma === 1 && contrast === 1 && brightness === 0;
  let seen = isPlain ? ink : toned(ink, gamma, contrast, brightness);
  if (light) seen = textured(seen, light.amount, light.cell, light.seed);
  if (stain) seen = stained(seen, stain);
  if (blur > 0) seen = blurred(seen, blur);
  if (noise > 0) seen = noisy(seen, noise, noiseSeed);
  return quality === undefined ? seen : compressed(seen, quality);
}
