/** Lines cut out of a sheet and prepared in every way: run in Node and in a browser, which must give the same pixels. */
import {
  augmentationOf,
  cutLine,
  drawDistortion,
  inputWidth,
  type LineShape,
  type Preprocessing,
  prepareLine,
  type Raster,
} from '../src/image/index.js';
import { Random } from '../src/random/index.js';

const [width, height] = [900, 600];

/** Strokes by chance on shaded paper. */
function sheet(): Raster {
  const random = new Random('sheet');
  const data = Uint8Array.from(
    { length: width * height },
    (_, i) => 200 + Math.floor((40 * (i % width)) / width) - random.below(12),
  );
  for (let n = 0; n < 4000; n++) {
    const [x, y, length] = [random.below(width), random.below(height), 3 + random.below(20)];
    for (let t = 0; t < length; t++) {
      const at = Math.min(height - 1, y + t) * width + Math.min(width - 1, x + Math.floor(t / 3));
      data[at] = 30 + random.below(40);
    }
  }
  return { width, height, data };
}

const steps: Preprocessing = {
  background: true,
  rules: true,
  deskew: true,
  deslant: true,
  binarize: 'sauvola',
  padding: 0.25,
};

const shapes: readonly LineShape[] = [
  {
    polygon: [
      [50, 40],
      [800, 70],
      [800, 140],
      [50, 110],
    ],
    baseline: [
      [55, 95],
      [795, 125],
    ],
  },
  {
    baseline: [
      [60, 250],
      [300, 200],
      [600, 260],
      [840, 210],
    ],
  },
  {
    polygon: [
      [20, 400],
      [880, 380],
      [890, 460],
      [30, 470],
      [400, 430],
    ],
  },
];

/** As text, so that it can leave a browser: sizes and pixels of each line. */
export function preparedLines(): readonly string[] {
  const page = sheet();
  return shapes.flatMap((shape, n) => {
    const line = cutLine(page, shape, { spacing: 90 });
    const preprocessing: Preprocessing = n === 0 ? steps : { ...steps, binarize: 'no', rules: false };
    const input = { lineHeight: 48, preprocessing };
    const distortion = drawDistortion(inputWidth(line.width, line.height, input), augmentationOf(1), 'same pixels', n);
    return [line, prepareLine(line, input), prepareLine(line, input, distortion)].map(written);
  });
}

function written({ width: w, height: h, data }: Raster): string {
  return `${w}×${h} ${Array.from(data, (level) => level.toString(16).padStart(2, '0')).join('')}`;
}

Object.assign(globalThis, { preparedLines });
