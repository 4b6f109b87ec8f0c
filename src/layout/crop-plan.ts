/** Which part of a page is learnt from, and what befalls it: plain data, a function of its key alone. */
import { linesOf, type Point } from '../page/index.js';
import { Random } from '../random/index.js';
import type { CropLook } from './crop-look.js';
import type { CropPlan } from './crop-map.js';
import type { LayoutSample } from './layout-sample.js';

/** Pixels of the network's image that the writing's ascenders have at the scale that it reads best. */
export const canonicalAscender = 20;

export interface CropOptions {
  /** Pixels of its sides. */
  readonly size: number;
  /** What all distortions are multiplied by; at 0 crops are straight, at the canonical scale, and look as the page does. */
  readonly strength: number;
}

export interface DrawnCrop {
  readonly plan: CropPlan;
  readonly look: CropLook;
}

/** Times the canonical scale: readers find that scale themselves, and not exactly. */
const [smallest, largest] = [0.6, 1.6];
/** Crops about the writing; the others are anywhere on the page. */
const aboutWriting = 0.8;
const degree = Math.PI / 180;
const [usualTurn, steepTurn, steepShare] = [7 * degree, 20 * degree, 0.1];
/** Largest amounts. */
const [mostShear, mostTilt, mostCurl] = [0.1, 0.05, 0.03];
/** Shares of crops that have such a thing. */
const shares = { tilt: 0.4, curl: 0.3, light: 0.4, stain: 0.1, blur: 0.3, noise: 0.5, jpeg: 0.08 } as const;

/** The scale of the largest crops of a page, pixels of the crop for each of the page. */
export function largestScale({ ascender }: Pick<LayoutSample, 'ascender'>): number {
  return (largest * canonicalAscender) / ascender;
}

/** @param key what the crop is a function of, such as seed, epoch, batch and its place there */
export function drawCrop(
  sample: LayoutSample,
  { size, strength }: CropOptions,
  ...key: readonly (number | string)[]
): DrawnCrop {
  const random = new Random('crop', ...key);
  const spread = (amount: number) => strength * random.between(-amount, amount);
  const some = (share: number) => random.uniform() < share * strength;
  const zoom = Math.exp(random.between(Math.log(smallest), Math.log(largest)));
  const scale = (canonicalAscender / sample.ascender) * zoom ** Math.min(1, strength);
  const [x, y] = placeOf(sample, size / scale, random);
  const turn = random.uniform() < steepShare ? steepTurn : usualTurn;
  const plan: CropPlan = {
    width: size,
    height: size,
    x,
    y,
    scale,
    angle: spread(turn),
    shear: spread(mostShear),
    tilt: some(shares.tilt) ? [spread(mostTilt), spread(mostTilt)] : [0, 0],
    curl: {
      amplitude: some(shares.curl) ? spread(mostCurl) * size : 0,
      length: random.between(0.8, 3) * size,
      phase: random.uniform() * 2 * Math.PI,
    },
  };
  return { plan, look: drawLook(strength, some, random) };
}

/** @param reach pixels of the page that the crop shows */
function placeOf({ truth: { page } }: LayoutSample, reach: number, random: Random): Point {
  const baselines = linesOf(page).flatMap(({ baseline = [] }) => (baseline.length > 0 ? [baseline] : []));
  const writing = random.uniform() < aboutWriting && baselines.length > 0;
  if (!writing) return [random.uniform() * page.width, random.uniform() * page.height];
  const [x, y] = random.pick(random.pick(baselines));
  return [x + random.between(-0.5, 0.5) * reach, y + random.between(-0.5, 0.5) * reach];
}

function drawLook(strength: number, some: (share: number) => boolean, random: Random): CropLook {
  const faded = 0.4 * strength * random.uniform();
  return {
    gamma: Math.exp(strength * random.between(-0.5, 0.5)),
    contrast: Math.max(0.1, 1 - faded),
    brightness: strength * random.between(-0.08, 0.12),
    light: some(shares.light)
      ? { amount: random.between(0.1, 0.4), cell: random.between(0.2, 1), seed: random.uint32() }
      : undefined,
    stain: some(shares.stain)
      ? {
          x: random.uniform(),
          y: random.uniform(),
          radius: random.between(0.02, 0.2),
          level: random.between(0.1, 0.5),
        }
      : undefined,
    blur: some(shares.blur) ? random.uniform() : 0,
    noise: some(shares.noise) ? 0.06 * random.uniform() : 0,
    noiseSeed: random.uint32(),
    quality: some(shares.jpeg) ? random.between(15, 50) : undefined,
  };
}
