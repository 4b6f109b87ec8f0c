/** Images of whole pages where images of lines are wanted. */
import type { Skipped } from '../formats/index.js';
import { looksLikePage } from '../page/index.js';
import { imageName, type Sample } from './sample.js';

interface Size {
  readonly width: number;
  readonly height: number;
}

const advice =
  'this looks like a page; ductus reads lines: put a PAGE or ALTO file that describes them beside it, or cut them out';

/** Why an image is not read as a line, with its size and the next step; `undefined` where it may be one. */
export function pageProblem(size: Size): string | undefined {
  return looksLikePage(size) ? `${sizeOf(size)}: ${advice}` : undefined;
}

function sizeOf({ width, height }: Size): string {
  return `${width.toLocaleString('en')} × ${height.toLocaleString('en')} px`;
}

/**
 * No line that is shaped like a page has so many characters: of 983 ready lines that are less than three times as
 * wide as high, none has more than 22.
 */
const mostCharacters = 40;

export interface WithoutPages {
  readonly samples: readonly Sample[];
  readonly skipped: readonly Skipped[];
  readonly notes: readonly string[];
}

/** Leaves out images of pages with the texts of pages. With a short text it may be a large word: that stays, and is told. */
export function withoutPageImages(samples: readonly Sample[]): WithoutPages {
  const isPage = (sample: Sample) => sample.image.kind !== 'cut' && looksLikePage(sample);
  const isLong = ({ text }: Sample) => [...text].length > mostCharacters;
  const shaped = samples.filter(isPage);
  const pages = new Set(shaped.filter(isLong));
  const words = shaped.filter((sample) => !pages.has(sample));
  const [first] = words;
  return {
    samples: pages.size === 0 ? samples : samples.filter((sample) => !pages.has(sample)),
    skipped: [...pages].map((sample) => ({ name: imageName(sample.image), reason: advice, detail: sizeOf(sample) })),
    notes: first
      ? [
          `${words.length === 1 ? '1 image looks' : `${words.length} images look`} like a page and not a line, such as ${imageName(first.image)} (${sizeOf(first)}); the image of a line shows nothing else`,
        ]
      : [],
  };
}
