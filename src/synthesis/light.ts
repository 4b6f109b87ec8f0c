/** The light that a photograph was taken in, and what the camera adds. */
import { type Augmentation, blurred, noisy, type Raster } from '../image/index.js';
import type { Random } from '../random/index.js';

/** Paper that falls away from the light is darker (Lambert's law), by a share for each pixel that it falls. */
export function drawShade(slope: (x: number) => number, strength: number, random: Random): (x: number) => number {
  const amount = strength * random.between(0.2, 0.7) * (random.uniform() < 0.5 ? 1 : -1);
  const both = strength * random.between(0.2, 0.8);
  return (x) => {
    const fall = slope(x);
    return Math.min(1, Math.max(0.25, 1 - amount * fall - both * Math.abs(fall)));
  };
}

/**
 * Light that is uneven: brighter to one side, darker towards the corners, a shadow that lies over a part.
 * @param strength 0: even
 */
export function unevenlyLit({ width, height, data }: Raster, strength: number, random: Random): Raster {
  const share = random.uniform() < 0.6 ? strength : 0.2 * strength;
  const [across, down] = [share * random.between(-0.15, 0.15), share * random.between(-0.15, 0.15)];
  const corners = share * random.between(0, 0.25);
  const [shadowX, shadowY] = [random.uniform() * width, random.uniform() * height];
  const size = Math.max(width, height) * random.between(0.15, 0.5);
  const shadow = random.uniform() < 0.3 ? share * random.between(0.1, 0.4) : 0;
  const bell = (from: number, length: number) =>
    Float64Array.from({ length }, (_, n) => Math.exp(-(((n - from) / size) ** 2)));
  const [bellX, bellY] = [bell(shadowX, width), bell(shadowY, height)];
  const lit = new Uint8Array(data.length);
  for (let y = 0; y < height; y++) {
    const v = (2 * y) / height - 1;
    for (let x = 0; x < width; x++) {
      const u = (2 * x) / width - 1;
      const light =
        (1 + across * u + down * v - corners * 0.5 * (u * u + v * v)) *
        (1 - shadow * (bellX[x] ?? 0) * (bellY[y] ?? 0));
      lit[y * width + x] = Math.min(255, Math.max(0, Math.round((data[y * width + x] ?? 0) * light)));
    }
  }
  return { width, height, data: lit };
}

/** Out of focus, and grainy, by chance. */
export function developed(light: Raster, degradation: Augmentation, random: Random): Raster {
  const some = (share: number) => random.uniform() < share * degradation.strength;
  const focused = some(degradation.blur) ? blurred(light, random.uniform()) : light;
  return some(degradation.noise) ? noisy(focused, random.between(0, 0.05), random.uint32()) : focused;
}
